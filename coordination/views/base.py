"""A list, and a form about one thing of it, in the look of the Wagtail admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.models import User


class LearnersIndexView(IndexView):
    """A list of what concerns learners, for whoever may view the model."""

    any_permission_required = ["view"]
    results_template_name = "coordination/listing_results.html"
    paginate_by = 50

    def titled(self, *args: Any, **kwargs: Any) -> TitleColumn:
        """The first column, with the buttons of `get_list_more_buttons`."""
        return self._get_title_column_class(TitleColumn)(*args, **kwargs)


class LearnersFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one thing of a list, that says first what hangs on it."""

    template_name = "wagtailadmin/generic/form.html"
    index_url_name = ""
    index_label: str | Promise = ""

    @property
    def coordinator(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def nothing_to_do(self) -> str:
        """A sentence that says so, if somebody else was faster."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._unless_done(super().get)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._unless_done(super().post)

    def _unless_done(self, respond: Callable[..., HttpResponse]) -> HttpResponse:
        if said := self.nothing_to_do():
            messages.warning(self.request, said)
            return redirect(self.get_success_url())
        return respond(self.request)

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.index_label},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.get_page_title(),
            "media": context["form"].media,
        }

    def form_valid(self, form: Form) -> HttpResponse:
        messages.success(self.request, self.carry_out(form))
        return super().form_valid(form)

    def carry_out(self, form: Form) -> str:
        """Does what was asked for and says so in a sentence."""
        raise NotImplementedError
