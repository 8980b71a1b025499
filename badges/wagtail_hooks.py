"""The badges floor in the Wagtail admin."""

from collections import Counter
from collections.abc import Sequence

from django.contrib.admin.utils import quote
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import DraftStateMixin
from wagtail.snippets.models import register_snippet

from badges.viewsets import BadgesGroup

register_snippet(BadgesGroup)


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_others_rest_on(
    request: HttpRequest, instances: Sequence[Model]
) -> HttpResponse | None:
    """Wagtail's own check knows only what editors write, not awards or attempts."""
    for instance in instances:
        try:
            Collector(using="default", origin=instance).collect([instance])
        except ProtectedError as error:
            messages.error(request, _refusal(instance, error))
            viewset = instance.snippet_viewset  # type: ignore[attr-defined]
            if len(instances) == 1 and viewset.permission_policy.user_has_permission(
                request.user, "change"
            ):
                return redirect(viewset.get_url_name("edit"), quote(instance.pk))
            return redirect(viewset.get_url_name("list"))
    return None


def _refusal(instance: Model, error: ProtectedError) -> str:
    counts = Counter(type(other) for other in error.protected_objects)
    by = get_text_list(
        [
            f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
            for model, count in counts.items()
        ],
        _("and"),
    )
    said = _("“%(name)s” can't be deleted: it is used by %(by)s.") % {"name": instance, "by": by}
    if isinstance(instance, DraftStateMixin):
        said += " " + _("Unpublish it instead: then it is not used any more.")
    return said
