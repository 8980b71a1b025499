"""The catalogue and the pages of badges. They stand on this floor because they know courses."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments.models import AssessmentSection
from assessments.rules import asked_in_words
from badges import addresses, publishing, structured_data
from badges.models import Award, Badge, Pathway
from badges.views.responses import (
    HOUR,
    LINKED_DATA,
    document_response,
    private_to_the_signed_in,
)
from home import catalogue
from home.catalogue import CatalogueEntry, Choices
from home.forms import CatalogueForm
from learning.lengths import minutes_of_courses
from learning.models import CoursePage, Enrolment


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """The catalogue, or what somebody wants to see of it; the address says what."""
    states = _states(request)
    pathways = catalogue.pathways()
    form = CatalogueForm(request.GET, pathways=pathways, is_signed_in=request.user.is_authenticated)
    choices = form.choices
    found = catalogue.chosen(choices, mine=states.keys())
    page = catalogue.page_of(found, request.GET.get("page"))
    response = render(
        request,
        "home/catalogue.html",
        {
            "form": form,
            "is_chosen": bool(choices),
            "chips": _chips(form, choices),
            "cards": [
                _card(entry, states.get(entry.badge.pk, ""))
                for entry in catalogue.entries(list(page.object_list))
            ],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "address": choices.address(),
            "other_ways": [] if found else _other_ways(form, choices, states.keys()),
            "pathways": [_pathway_card(pathway) for pathway in pathways],
        },
    )
    # Where results come in place, the address says what was chosen, and not all that was not.
    response["HX-Push-Url"] = f"{request.path}?{choices.address()}".rstrip("?")
    return private_to_the_signed_in(request, response)


def _pathway_card(pathway: Pathway) -> dict[str, Any]:
    """A pathway with its badges, the highest first, as the component card takes it."""
    macro_badge = pathway.macro_badge
    levels = [level.badge for level in reversed(pathway.levels.all())]
    return {
        "title": pathway.name,
        "url": pathway.get_absolute_url(),
        "emblem": macro_badge.emblem,
        "text": pathway.tagline,
        "links": [
            {
                "title": macro_badge.name,
                "url": macro_badge.get_absolute_url(),
                "note": _("Micro-credential"),
            },
            *({"title": badge.name, "url": badge.get_absolute_url()} for badge in levels),
        ],
    }


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
        private_to_the_signed_in(request, response)
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
        "facts": _facts(catalogue.entry_of(badge, course, _minutes(course))),
        "competencies": badge.ordered_competencies,
        "pathways": _pathways_with(badge),
        "structured_data": structured_data.credential(badge, badge.ordered_competencies),
        "page_url": addresses.absolute(badge.get_absolute_url()),
        "image_url": addresses.absolute(addresses.badge_image_path(badge.slug)),
    }


def _minutes(course: CoursePage | None) -> dict[int, int]:
    return minutes_of_courses([course.pk]) if course is not None else {}


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
    if count := len(badge.competency_links.all()):
        facts.append(ngettext("%(n)d competency", "%(n)d competencies", count) % {"n": count})
    if badge.kind == Badge.Kind.BADGE and not entry.is_open:
        facts.append(_("Course in preparation"))
    return facts


def _hours(entry: CatalogueEntry) -> str:
    """How long the course takes: counted from its lessons once it is open, planned until then."""
    if entry.minutes:
        hours = max(1, round(entry.minutes / 60))
        return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}
    badge = entry.badge
    if badge.hours_from and badge.hours_to:
        return _("%(from)d to %(to)d hours") % {"from": badge.hours_from, "to": badge.hours_to}
    return ""


def _chips(form: CatalogueForm, choices: Choices) -> list[dict[str, Any]]:
    """What was chosen, each with the address at which it is not."""
    return [
        {"words": form.words_for(name, choices), "url": f"?{others.address()}"}
        for name, others in choices.without_each()
    ]


def _other_ways(
    form: CatalogueForm, choices: Choices, mine: Collection[int]
) -> list[dict[str, Any]]:
    """Where nothing fits: each choice whose leaving out would help, and how much."""
    ways = []
    for name, others in choices.without_each():
        if number := len(catalogue.chosen(others, mine=mine)):
            words = form.words_for(name, choices)
            ways.append({"words": words, "url": f"?{others.address()}", "number": number})
    return ways
