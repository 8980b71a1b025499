"""The style guide: every shared piece in every state it has, drawn by the pieces themselves.

A piece is shown by giving its own template plain values, so the guide cannot get out of step
with the site. A piece that is not shown here fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

COMPONENTS = Path(settings.ROOT) / "templates" / "components"
ICON_NAMES = re.compile(r'name == "(\w+)"')

# Pages that nobody can go to: each is what an address that went wrong answers with.
PAGES_BY_THEMSELVES = {
    "400": "400.html",
    "403": "403.html",
    "403-csrf": "403_csrf.html",
    "404": "404.html",
    "429": "429.html",
    "500": "500.html",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One state of a piece: in words, and as it is drawn. `inside` names the list element that
    it has to stand in."""

    note: str
    values: dict[str, Any] = field(default_factory=dict)
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample as the page shows it."""

    note: str
    html: SafeString
    inside: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A component with what its template says about itself, and its states."""

    name: str
    about: str
    samples: list[Drawn]


def pieces() -> list[Piece]:
    """Every component that has samples, by name."""
    return [
        Piece(name, about(name), [_draw(name, sample) for sample in samples()])
        for name, samples in sorted(SAMPLES.items())
    ]


def names_on_disk() -> set[str]:
    return {path.stem for path in COMPONENTS.glob("*.html")}


def about(name: str) -> str:
    """The comment at the top of the component's template."""
    text = (COMPONENTS / f"{name}.html").read_text()
    return text.partition("{% comment %}")[2].partition("{% endcomment %}")[0].strip()


def _draw(name: str, sample: Sample) -> Drawn:
    html = render_to_string(f"components/{name}.html", sample.values)
    return Drawn(sample.note, mark_safe(html), sample.inside)  # noqa: S308 - our own template


class _SampleForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As it shall stand on your badges.")
    telephone = forms.CharField(label="Telephone", required=False)
    story = forms.CharField(label="What happened", widget=forms.Textarea(attrs={"rows": 3}))
    office = forms.ChoiceField(label="Office", choices=[("p", "Portland"), ("b", "Bangor")])
    days = forms.MultipleChoiceField(
        label="Days that suit you",
        choices=[("mon", "Monday"), ("tue", "Tuesday")],
        widget=forms.CheckboxSelectMultiple,
    )
    agrees = forms.BooleanField(label="Write to me when a badge is mine", required=False)


_STATES = {
    "not_started": "Not begun",
    "in_progress": "Under way",
    "done": "Done",
    "waived": "Already shown, so there is no need to read it",
}


def _alert() -> Iterator[Sample]:
    for tone in ("info", "success", "warning", "error"):
        yield Sample(
            f"tone {tone}",
            {"tone": tone, "title": "One short sentence", "text": "And what follows from it."},
        )
    yield Sample(
        "with a link",
        {"text": "Your badge is ready.", "url": "#alert", "link_label": "See it"},
    )


def _badge_card() -> Iterator[Sample]:
    card = {"name": "Empathy", "url": "#badge_card", "emblem": "empathy"}
    for state, note in _STATES.items():
        yield Sample(
            note,
            {
                **card,
                "tagline": "Hear what somebody needs",
                "meta": ["about 8 hours", "4 competencies"],
                "state": state,
            },
        )
    yield Sample("name alone", card)


def _breadcrumb() -> Iterator[Sample]:
    yield Sample(
        "two levels up",
        {
            "items": [
                {"title": "Badges", "url": "#breadcrumb"},
                {"title": "Empathy", "url": "#breadcrumb"},
            ],
            "title": "Listen actively",
        },
    )


def _button() -> Iterator[Sample]:
    for variant in ("primary", "secondary", "quiet", "danger"):
        yield Sample(variant, {"label": "Go on", "variant": variant, "type": "button"})
        yield Sample(
            f"{variant}, small",
            {"label": "Go on", "variant": variant, "size": "small", "type": "button"},
        )
    yield Sample("a link that looks like one", {"label": "See all badges", "url": "#button"})
    yield Sample(
        "one of several alike, told apart for readers",
        {"label": "Remove", "about": "my note", "variant": "quiet", "type": "button"},
    )


def _callout() -> Iterator[Sample]:
    for tone in ("note", "tip", "example", "caution"):
        yield Sample(
            f"tone {tone}",
            {"tone": tone, "title": "Worth a thought", "body": "Ask before you answer."},
        )


def _field() -> Iterator[Sample]:
    blank = _SampleForm(auto_id="field_%s")
    notes = {
        "name": "with help",
        "telephone": "may stay empty",
        "story": "longer text",
        "office": "one of a list",
        "days": "several of a list",
        "agrees": "a single box",
    }
    for name, note in notes.items():
        yield Sample(note, {"field": blank[name]})
    yield Sample("with what is wrong", {"field": _SampleForm({}, auto_id="wrong_%s")["name"]})


def _form_fields() -> Iterator[Sample]:
    yield Sample("sent with mistakes", {"form": _SampleForm({}, auto_id="summed_%s")})


def _icon() -> Iterator[Sample]:
    drawn = ICON_NAMES.findall((COMPONENTS / "icon.html").read_text())
    for name in [*drawn, "info"]:
        yield Sample(name, {"name": name})


def _card() -> Iterator[Sample]:
    card = {"title": "Leadership", "url": "#card", "emblem": "leadership"}
    yield Sample(
        "with all that it can say",
        {
            **card,
            "lead": "Take responsibility, and bring others along.",
            "text": "You start from leadership you have seen, and take the lead in real work.",
            "note": "Working professionals and students who lead.",
            "meta": "2 of 3 levels earned",
        },
    )
    yield Sample(
        "with what belongs to it",
        {
            **card,
            "text": "Take responsibility.",
            "links": [
                {"title": "Leadership", "url": "#card", "note": "Micro-credential"},
                {"title": "Leadership Level 3", "url": "#card"},
            ],
        },
    )


def _dialog() -> Iterator[Sample]:
    asked = {
        "opens": "Delete my note",
        "title": "Delete your note?",
        "text": "It is deleted for good, from your journal too.",
        "confirm": "Delete it",
        "keep": "Keep it",
        "form": "nothing-to-send",
    }
    for variant in ("quiet", "secondary", "danger"):
        yield Sample(variant, {"id": f"dialog-{variant}", "variant": variant, **asked})


def _duration() -> Iterator[Sample]:
    for minutes in (1, 45, 60, 77, 500):
        yield Sample(f"{minutes} minutes", {"minutes": minutes})


def _emblem() -> Iterator[Sample]:
    for emblem in sorted(
        path.stem for path in (settings.ROOT / "static" / "emblems").glob("*.svg")
    ):
        if emblem not in ("cairn", "favicon", "stone"):
            yield Sample(emblem, {"emblem": emblem})
    yield Sample("one it does not know", {"emblem": "unknown"})
    yield Sample("small", {"emblem": "empathy", "size": "small"})
    yield Sample("large", {"emblem": "empathy", "size": "large"})


def _lesson_row() -> Iterator[Sample]:
    for state, note in _STATES.items():
        yield Sample(
            note,
            {"title": "What silence costs", "url": "#lesson_row", "minutes": 14, "state": state},
            inside="row-list",
        )
    yield Sample(
        "the one that is being read",
        {"title": "What silence costs", "url": "#lesson_row", "minutes": 1, "current": True},
        inside="row-list",
    )


def _messages() -> Iterator[Sample]:
    yield Sample(
        "two answers at once",
        {
            "messages": [
                Message(constants.SUCCESS, "Your name was changed."),
                Message(constants.WARNING, "Your new address still has to be confirmed."),
            ]
        },
    )


def _module_row() -> Iterator[Sample]:
    module = {
        "title": "Build trust and shared purpose",
        "url": "#module_row",
        "outcome": "After this module you can agree with a team what its work is for.",
        "lessons": 4,
        "minutes": 110,
    }
    visited = {"number": 1, **module}
    yield Sample("to a visitor", visited, inside="row-list")
    for number, (state, note) in enumerate(_STATES.items(), start=1):
        values = {**visited, "number": number, "state": state, "lessons_done": 1}
        yield Sample(note, values, inside="row-list")


def _pagination() -> Iterator[Sample]:
    paginator = Paginator(range(400), 20)
    for number, note in ((1, "first page"), (9, "in the middle"), (20, "last page")):
        yield Sample(
            note,
            {
                "label": f"Pages, {note}",
                "page": paginator.page(number),
                "pages": paginator.get_elided_page_range(number, on_each_side=1, on_ends=1),
            },
        )


def _progress() -> Iterator[Sample]:
    for done, note in ((0, "nothing yet"), (2, "half way"), (4, "all of it")):
        yield Sample(
            note,
            {
                "id": f"progress-{done}",
                "label": "Modules",
                "value": done,
                "max": 4,
                "text": f"{done} of 4",
            },
        )


def _progress_ring() -> Iterator[Sample]:
    for done, note in ((0, "nothing yet"), (1, "under way"), (3, "closed")):
        yield Sample(
            note, {"label": "This week", "value": done, "max": 3, "text": f"{done} of 3 days"}
        )


def _result_bar() -> Iterator[Sample]:
    for percent, shown, note in (
        (0, False, "nothing right"),
        (60, False, "below the mark"),
        (75, True, "at the mark"),
        (100, True, "everything right"),
    ):
        yield Sample(
            note,
            {
                "name": "Validate feelings and perceptions",
                "percent": percent,
                "mark": 75,
                "shown": shown,
            },
        )


def _stack() -> Iterator[Sample]:
    stones = [
        {"name": "Empathy", "state": "earned", "text": "Earned 12 May 2026", "emblem": "empathy"},
        {"name": "Initiative", "state": "earned", "text": "Earned 3 June", "emblem": "initiative"},
        {"name": "Level 2", "state": "underway", "text": "2 of 3 done", "emblem": "leadership"},
        {"name": "Leadership", "state": "open", "text": "Not begun", "url": "#stack"},
    ]
    yield Sample("earned, under way, open", {"stones": stones, "label": "A whole stack"})
    yield Sample("the first stone", {"stones": stones[:1], "label": "A single stone"})


def _state() -> Iterator[Sample]:
    for state, note in _STATES.items():
        yield Sample(note, {"state": state})


def _step_list() -> Iterator[Sample]:
    inner = [
        {"met": True, "sentence": "You hold Empathy."},
        {"met": False, "sentence": "Earn one more badge."},
    ]
    yield Sample(
        "met, still to do, and with steps inside",
        {
            "steps": [
                {"met": True, "sentence": "You showed that you listen actively."},
                {
                    "met": False,
                    "sentence": "Have a supervisor confirm your internship.",
                    "how": "Hand in your report first.",
                    "url": "#step_list",
                    "link_label": "Begin",
                },
                {"met": False, "sentence": "Two of the eight badges", "steps": inner},
            ]
        },
    )


def _table() -> Iterator[Sample]:
    def row(badge: str, *levels: str, held: bool = False) -> list[dict[str, str]]:
        mark = {"icon": "done", "note": "You hold it"} if held else {}
        return [
            {"column": "Badge", "text": badge, "url": "#table", **mark},
            *(
                {"column": pathway, "text": level}
                for pathway, level in zip(("Innovation", "Leadership"), levels, strict=True)
            ),
        ]

    yield Sample(
        "links, a mark, a note, and nothing",
        {
            "caption": "Badges, and the levels they count for",
            "rows": [
                row("Empathy", "", "Level 2, any 1 of 4", held=True),
                row("Initiative", "Level 2", "Level 3"),
            ],
        },
    )


def _tabs() -> Iterator[Sample]:
    yield Sample(
        "three ways",
        {
            "label": "Ways of sharing",
            "tabs": [
                {"id": "tab-link", "title": "Link", "html": "An address to send."},
                {"id": "tab-website", "title": "Website", "html": "A few lines of HTML."},
                {
                    "id": "tab-download",
                    "title": "Download",
                    "html": "A picture that can be checked.",
                },
            ],
        },
    )


def _toast() -> Iterator[Sample]:
    yield Sample("a sentence", {"text": "The bookmark is removed."})
    yield Sample(
        "with a link",
        {"text": "Bookmarked.", "url": "#toast", "link_label": "All your bookmarks"},
    )


def _bell() -> Iterator[Sample]:
    yield Sample("nothing new", {"unread": 0})
    yield Sample("three new messages", {"unread": 3})
    yield Sample("very many", {"unread": 240})


def _search_form() -> Iterator[Sample]:
    yield Sample("empty", {"id": "search-empty"})
    yield Sample("with what was looked for", {"id": "search-again", "query": "listening"})


def _stone() -> Iterator[Sample]:
    for state in ("earned", "underway", "open"):
        stone = {"name": "Empathy", "state": state, "text": state, "emblem": "empathy"}
        yield Sample(state, {"stone": stone}, inside="ol")


def _one(note: str, **values: Any) -> Callable[[], Iterator[Sample]]:
    """A piece with a single state."""
    return lambda: iter([Sample(note, values)])


SAMPLES: dict[str, Callable[[], Iterator[Sample]]] = {
    "alert": _alert,
    "badge_card": _badge_card,
    "bell": _bell,
    "breadcrumb": _breadcrumb,
    "button": _button,
    "callout": _callout,
    "card": _card,
    "copy_link": _one(
        "to be copied", id="copied", label="Link to your badge", value="https://cairn.example/a/1"
    ),
    "dialog": _dialog,
    "duration": _duration,
    "emblem": _emblem,
    "empty_state": _one(
        "with the first step",
        title="No course yet",
        text="Choose a badge. Its course takes a few hours.",
        url="#empty_state",
        label="See all badges",
    ),
    "fallen_stones": _one("as it is"),
    "field": _field,
    "form_fields": _form_fields,
    "icon": _icon,
    "landscape": _one("as it is"),
    "lesson_row": _lesson_row,
    "logo": _one("as it is"),
    "messages": _messages,
    "module_row": _module_row,
    "pagination": _pagination,
    "progress": _progress,
    "progress_ring": _progress_ring,
    "result_bar": _result_bar,
    "search_form": _search_form,
    "save_status": _one("says nothing until something is written"),
    "stack": _stack,
    "stone": _stone,
    "state": _state,
    "step_list": _step_list,
    "table": _table,
    "tabs": _tabs,
    "toast": _toast,
}
