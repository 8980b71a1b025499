import runpy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from assessments.question_types import QUESTION_TYPES, OptionFeedback, Outcome, Verdict

HERE = Path(__file__).parent
SAMPLES = {
    key: runpy.run_path(str(HERE / f"test_question_type_{key}.py")) for key in QUESTION_TYPES
}
every_type = pytest.mark.parametrize("key", sorted(QUESTION_TYPES))


def rendered(key: str, **context: Any) -> BeautifulSoup:
    question_type, definition = QUESTION_TYPES[key], SAMPLES[key]["DEFINITION"]
    question = question_type.template_context(
        question_type.presented(definition, 4),
        prefix="q",
        stem_html=mark_safe("<p>What now?</p>"),
        **context,
    )
    return BeautifulSoup(render_to_string(question.template, {"question": question}), "html.parser")


def submitted(page: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser without JavaScript would post of the form."""
    post: dict[str, list[str]] = {}
    for control in page.select("input, select"):
        name = str(control["name"])
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            post.setdefault(name, []).append(str(chosen["value"]))
        elif control["type"] in {"radio", "checkbox"}:
            if control.has_attr("checked"):
                post.setdefault(name, []).append(str(control["value"]))
        else:
            post.setdefault(name, []).append(str(control["value"]))
    return post


def accessible_name(control: Tag, page: BeautifulSoup) -> str:
    if control.has_attr("aria-labelledby"):
        ids = str(control["aria-labelledby"]).split()
        return " ".join(page.find(id=name).get_text(strip=True) for name in ids)
    if control.has_attr("aria-label"):
        return str(control["aria-label"])
    label = page.find("label", attrs={"for": control["id"]})
    return label.get_text(" ", strip=True) if label else ""


def outcome_of(*verdicts: Verdict, missing: int = 0) -> BeautifulSoup:
    parts = tuple(
        OptionFeedback(f"o{number}", f"Choice <{number}>", "Because.", verdict)
        for number, verdict in enumerate(verdicts)
    )
    right = sum(verdict is Verdict.RIGHT for verdict in verdicts)
    outcome = Outcome(Fraction(right, len(verdicts) + missing), parts, missing)
    html = render_to_string("assessments/questions/_feedback.html", {"outcome": outcome})
    return BeautifulSoup(html, "html.parser")


@every_type
def test_an_answer_filled_in_again_is_the_answer_that_is_posted_again(key):
    answer = SAMPLES[key]["RIGHT_ANSWER"]
    again = QUESTION_TYPES[key].answer_from(submitted(rendered(key, answer=answer)), "q")
    assert again is not None
    assert QUESTION_TYPES[key].mark(SAMPLES[key]["DEFINITION"], again).correct


@every_type
def test_a_form_left_untouched_posts_no_answer(key):
    assert QUESTION_TYPES[key].answer_from(submitted(rendered(key)), "q") is None


@every_type
def test_every_control_has_a_name_for_whoever_cannot_see_it(key):
    page = rendered(key)
    controls = page.select("input, select")
    assert controls
    assert all(accessible_name(control, page) for control in controls)


@every_type
def test_the_group_of_controls_is_named_by_the_stem(key):
    page = rendered(key)
    group = page.select_one("fieldset")
    assert page.find(id=group["aria-labelledby"]).get_text(strip=True) == "What now?"
    assert page.select_one("legend").get_text(strip=True)


@every_type
def test_no_id_is_used_twice(key):
    ids = [element["id"] for element in rendered(key, error="Answer this.").select("[id]")]
    assert len(ids) == len(set(ids))


@every_type
def test_an_error_is_tied_to_the_controls(key):
    page = rendered(key, error="Answer this <question>.")
    described_by = page.select_one("fieldset")["aria-describedby"].split()
    error = page.select_one(".question__error")
    assert error["id"] in described_by
    assert "Answer this <question>." in error.get_text()
    assert all(page.find(id=name) for name in described_by)


@every_type
def test_without_an_error_nothing_points_to_one(key):
    page = rendered(key)
    described_by = page.select_one("fieldset")["aria-describedby"].split()
    assert page.select_one(".question__error") is None
    assert all(page.find(id=name) for name in described_by)


@every_type
def test_a_disabled_question_cannot_be_answered(key):
    assert rendered(key, disabled=True).select_one("fieldset").has_attr("disabled")
    assert not rendered(key).select_one("fieldset").has_attr("disabled")


@every_type
def test_templates_carry_no_script_and_no_style_of_their_own(key):
    page = rendered(key, answer=SAMPLES[key]["RIGHT_ANSWER"])
    assert not page.select("script, style, [style]")
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_best_and_worst_are_named_with_the_response_they_judge():
    page = rendered("best_worst")
    names = {accessible_name(control, page) for control in page.select("input")}
    assert "Best Ask Sam what stands in the way" in names
    assert "Worst Ask Sam what stands in the way" in names


def test_what_a_learner_typed_is_shown_as_text():
    page = rendered("short_text", answer={"text": '"><script>alert(1)</script>'})
    assert page.select_one("input")["value"] == '"><script>alert(1)</script>'
    assert page.select_one("script") is None


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ([Verdict.RIGHT], "Right"),
        ([Verdict.RIGHT, Verdict.WRONG], "Partly right"),
        ([Verdict.WRONG], "Not right"),
    ],
)
def test_feedback_gives_the_verdict_in_words(verdicts, words):
    verdict = outcome_of(*verdicts).select_one(".feedback__verdict .verdict")
    verdict.select_one("[aria-hidden=true]").extract()
    assert verdict.get_text(strip=True) == words


def test_feedback_names_each_choice_and_what_is_said_about_it():
    page = outcome_of(Verdict.RIGHT, Verdict.WRONG)
    assert [
        (
            part.select_one(".feedback__choice-text").get_text(),
            part.select_one(".feedback__text").get_text(strip=True),
        )
        for part in page.select(".feedback__part")
    ] == [("Choice <0>", "Because."), ("Choice <1>", "Because.")]


def test_feedback_says_how_much_is_missing():
    assert outcome_of(Verdict.RIGHT).select_one(".feedback__missing") is None
    one = outcome_of(Verdict.RIGHT, missing=1).select_one(".feedback__missing")
    assert one.get_text(strip=True) == "One part of the answer is still missing."
    two = outcome_of(Verdict.RIGHT, missing=2).select_one(".feedback__missing")
    assert two.get_text(strip=True) == "2 parts of the answer are still missing."
