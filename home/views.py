"""The catalogue and the pages of badges. They stand on this floor because they know courses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments.models import AssessmentSection
from assessments.rules import asked_in_words
from badges import addresses, publishing
from badges.models import Award, Badge, Pathway
from badges.views.responses import HOUR, LINKED_DATA, document_response
from home import catalogue
from home.catalogue import CatalogueEntry
from learning.models import CoursePage, Enrolment
from learning.outlines import outline_of, outlines_of


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    states = _states(request)
    entries = catalogue.entries()
    # All at once: each card then finds its own remembered.
    outlines_of([entry.course.pk for entry in entries if entry.course is not None])
    return render(
        request,
        "home/catalogue.html",
        {
            "cards": [_card(entry, states.get(entry.badge.pk, "")) for entry in entries],
            "pathways": catalogue.pathways(),
        },
    )


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """The badge for people, or for machines that ask for it (Open Badges 2.0, BadgeClass)."""
    shown = get_object_or_404(
        Badge.objects.select_related("issuer").prefetch_related(
            "competency_links__competency__behaviours", "tags"
        ),
        slug=slug,
    )
    wanted = request.get_preferred_type(["text/html", LINKED_DATA, "application/json"])
    if wanted in (LINKED_DATA, "application/json"):
        document = publishing.badge_class(shown)
        response = document_response(request, document, wanted, max_age=HOUR)
    else:
        response = render(request, "home/badge.html", _badge_context(request, shown))
    patch_vary_headers(response, ["Accept"])
    return response


def _badge_context(request: HttpRequest, badge: Badge) -> dict[str, Any]:
    award = None
    if request.user.is_authenticated:
        award = Award.objects.active().filter(badge=badge, recipient=request.user).first()
    course = CoursePage.objects.live().filter(badge=badge).first()
    asked = AssessmentSection.objects.filter(assessment__badge=badge).select_related("task")
    return {
        "badge": badge,
        "course": course,
        "what_is_asked": asked_in_words(list(asked)),
        "award": award,
        "facts": _facts(CatalogueEntry(badge, course)),
        "competencies": badge.ordered_competencies,
        "pathways": _pathways_with(badge),
        "page_url": addresses.absolute(badge.get_absolute_url()),
        "image_url": addresses.absolute(addresses.badge_image_path(badge.slug)),
    }


def _pathways_with(badge: Badge) -> list[Pathway]:
    """Where the badge counts or is awarded."""
    if badge.kind == Badge.Kind.LEVEL:
        found = Pathway.objects.filter(levels__badge=badge)
    elif badge.kind == Badge.Kind.MACRO:
        found = Pathway.objects.filter(macro_badge=badge)
    else:
        found = Pathway.objects.filter(levels__requirements__badges=badge)
    return list(found.select_related("macro_badge").distinct())


def _states(request: HttpRequest) -> dict[int, str]:
    """Where a signed-in learner stands with each badge, in the words of the component state."""
    if not request.user.is_authenticated:
        return {}
    started = Enrolment.objects.filter(learner=request.user).values_list("course__badge", flat=True)
    earned = Award.objects.active().filter(recipient=request.user)
    return {
        **dict.fromkeys(started, "in_progress"),
        **dict.fromkeys(earned.values_list("badge", flat=True), "done"),
    }


def _card(entry: CatalogueEntry, state: str) -> dict[str, Any]:
    return {"badge": entry.badge, "meta": _facts(entry), "state": state}


def _facts(entry: CatalogueEntry) -> list[str]:
    badge = entry.badge
    facts = [hours] if (hours := _hours(entry)) else []
    if count := len(badge.ordered_competencies):
        facts.append(ngettext("%(n)d competency", "%(n)d competencies", count) % {"n": count})
    if badge.kind == Badge.Kind.BADGE and not entry.is_open:
        facts.append(_("Course in preparation"))
    return facts


def _hours(entry: CatalogueEntry) -> str:
    """How long the course takes: counted from its lessons once it is open, planned until then."""
    outline = outline_of(entry.course.pk) if entry.course is not None else None
    if outline is not None and outline.minutes:
        hours = max(1, round(outline.minutes / 60))
        return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}
    badge = entry.badge
    if badge.hours_from and badge.hours_to:
        return _("%(from)d to %(to)d hours") % {"from": badge.hours_from, "to": badge.hours_to}
    return ""
