"""What editors see of badges, competencies, pathways and issuers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from badges.models import Badge, Competency, Issuer, Pathway, PathwayLevel, Requirement


class SkillBadgeForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        hours_from, hours_to = cleaned.get("hours_from"), cleaned.get("hours_to")
        if hours_from and hours_to and hours_to < hours_from:
            self.add_error("hours_to", _("This must not be less than the hours it starts from."))
        return cleaned


class BadgeViewSet(SnippetViewSet):
    model = Badge
    icon = "success"
    edit_handler = ObjectList(Badge.panels, base_form_class=SkillBadgeForm)
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column(
            "competencies",
            label=_("Competencies"),
            accessor=lambda badge: ", ".join(c.name for c in badge.ordered_competencies),
        ),
        UpdatedAtColumn(),
    ]
    list_filter = ["kind"]
    search_backend_name = None
    search_fields = ["name", "tagline", "description", "criteria"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Badge]:
        return Badge.objects.prefetch_related("competency_links__competency")


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "list-ul"
    list_display = [
        "name",
        Column(
            "badges",
            label=_("Badges that rest on it"),
            accessor=lambda competency: ", ".join(b.name for b in competency.badges.all()),
        ),
        Column(
            "behaviours",
            label=_("Behaviours"),
            accessor=lambda competency: len(competency.behaviours.all()),
        ),
        UpdatedAtColumn(),
    ]
    search_backend_name = None
    search_fields = ["name", "description", "behaviours__text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competency]:
        return Competency.objects.prefetch_related("badges", "behaviours").distinct()


class RequirementForm(WagtailAdminModelForm):
    """One thing a level asks for; says in a sentence what is missing of it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        kind, at_least = cleaned.get("kind"), cleaned.get("at_least")
        if at_least is not None and at_least < 1:
            self.add_error("at_least", _("Ask for at least one."))
        if kind in Requirement.BADGE_KINDS:
            self._check_badges(kind, len(cleaned.get("badges") or []), at_least or 1)
        elif kind:
            if not cleaned.get("name"):
                self.add_error("name", _("Give the step a name: learners see it."))
            if not cleaned.get("slug"):
                self.add_error("slug", _("Give the step a short name."))
        return cleaned

    def _check_badges(self, kind: str, count: int, at_least: int) -> None:
        if not count:
            self.add_error("badges", _("Choose the badges that count."))
        elif kind == Requirement.Kind.ANY_OF and at_least > count:
            self.add_error(
                "at_least",
                ngettext(
                    "Only %(count)d badge is chosen above: nobody could meet this.",
                    "Only %(count)d badges are chosen above: nobody could meet this.",
                    count,
                )
                % {"count": count},
            )


class RequirementsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        formset["form"] = RequirementForm
        # A list that is chosen from with the Ctrl key loses everything at one click.
        formset["widgets"] = {**formset["widgets"], "badges": CheckboxSelectMultiple}
        return options


class PathwayForm(WagtailAdminModelForm):
    """Guards what a single requirement can't see: its neighbours, and what rests on it."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        levels = self.formsets["levels"]
        levels.is_valid()  # cleans them, and so knows which are to be deleted
        for level_form in levels.forms:
            requirements = level_form.formsets["requirements"]
            removed = (
                [form.instance for form in requirements.initial_forms]
                if levels._should_delete_form(level_form)
                else [form.instance for form in requirements.deleted_forms]
            )
            for problem in self._removed_but_confirmed(removed):
                self.add_error(None, problem)
            self._check_short_names(requirements)

    def _removed_but_confirmed(self, removed: list[Requirement]) -> Iterator[ValidationError]:
        for requirement in removed:
            count = requirement.fulfilments.count() if requirement.pk else 0
            if count:
                yield ValidationError(
                    ngettext(
                        "The step “%(step)s” has been confirmed %(count)d time, so it can't be "
                        "removed. Reload the page to see it again.",
                        "The step “%(step)s” has been confirmed %(count)d times, so it can't be "
                        "removed. Reload the page to see it again.",
                        count,
                    )
                    % {"step": requirement.name, "count": count}
                )

    def _check_short_names(self, requirements: Any) -> None:
        seen: set[str] = set()
        for form in requirements.forms:
            slug = getattr(form, "cleaned_data", {}).get("slug")
            if not slug or requirements._should_delete_form(form):
                continue
            if slug in seen:
                form.add_error("slug", _("Another step of this level has this short name."))
            seen.add(slug)


class PathwayViewSet(SnippetViewSet):
    model = Pathway
    icon = "arrow-right-full"
    # A copy would need three badges of its own first.
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            *[panel for panel in Pathway.panels if not isinstance(panel, InlinePanel)],
            InlinePanel(
                "levels",
                [
                    *[p for p in PathwayLevel.panels if not isinstance(p, InlinePanel)],
                    RequirementsPanel(
                        "requirements",
                        label=_("Requirement"),
                        heading=_("It asks for"),
                        min_num=1,
                    ),
                ],
                label=_("Level"),
                heading=_("Levels"),
                min_num=3,
                max_num=3,
            ),
        ],
        base_form_class=PathwayForm,
    )
    list_display = [
        "name",
        Column("tagline", label=_("Tagline")),
        Column("macro_badge", label=_("Macro-badge")),
        UpdatedAtColumn(),
    ]
    search_backend_name = None
    search_fields = ["name", "tagline", "description"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pathway]:
        return Pathway.objects.select_related("macro_badge")


class IssuerForm(WagtailAdminModelForm):
    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        is_changed = self.instance.pk is not None and "slug" in self.changed_data
        if is_changed and self.instance.keys.exists():
            raise ValidationError(
                _("This issuer has signed credentials: its address is part of what people hold.")
            )
        return slug


class IssuerViewSet(SnippetViewSet):
    """For superusers: no role is granted anything on issuers."""

    model = Issuer
    icon = "user"
    copy_view_enabled = False
    edit_handler = ObjectList(Issuer.panels, base_form_class=IssuerForm)
    list_display = ["name", Column("url", label=_("Website")), Column("did", label=_("DID"))]


class BadgesGroup(SnippetViewSetGroup):
    menu_label = _("Badges")
    menu_name = "badges"
    menu_icon = "success"
    menu_order = 200
    items = (BadgeViewSet, CompetencyViewSet, PathwayViewSet, IssuerViewSet)
