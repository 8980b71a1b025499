"""Somebody who knows the subject: finds the right answers by what the options say."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import follow

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"

Choose = Callable[[Locator], None]
Select = Callable[[Locator, str], None]


def _line(text: str) -> str:
    return " ".join(text.split())


def _select(target: Locator, label: str) -> None:
    target.select_option(label=label)


class Expert:
    """Answers the questions of one course in the browser, rightly or wrongly.

    `choose` is how a box or a radio button is ticked, `select` how one takes from a list and
    `press` how a button is pressed: with the mouse unless it is told.
    """

    def __init__(
        self,
        course: str,
        *,
        choose: Choose = Locator.check,
        select: Select = _select,
        press: Choose = follow,
    ) -> None:
        self._choose, self._select, self._press = choose, select, press
        questions = yaml.safe_load((CONTENT / course / "questions.yaml").read_text())
        self._options: dict[str, tuple[str, Mapping[str, Any]]] = {
            _line(text): (question["competency"], option)
            for question in questions
            for text, option in _options_of(question)
        }

    def answer(self, page: Page, *, not_knowing: str = "") -> None:
        """Answer the question on `page`: wrongly if it is on the competency `not_knowing`."""
        choices = page.locator(".question__option, .question__response, .question__row")
        for index in range(choices.count()):
            choice = choices.nth(index)
            text = _line(choice.locator(".question__option-text").inner_text())
            competency, option = self._options[text]
            self._judge(choice, option, knows=competency != not_knowing)

    def _judge(self, choice: Locator, option: Mapping[str, Any], *, knows: bool) -> None:
        if choice.locator("select").count():
            self._select(choice.locator("select"), option["taken" if knows else "mistaken"])
            return
        if choice.locator(".question__judgement").count():
            judgement = option.get("judgement")
            if judgement is not None:
                wanted = judgement if knows else {"best": "worst", "worst": "best"}[judgement]
                self._choose(choice.locator(f".question__judgement--{wanted} input"))
            return
        box = choice.locator("input")
        if bool(option.get("correct")) is knows:
            self._choose(box)

    def answer_all(self, page: Page, *, not_knowing: str = "") -> None:
        """From the first question on `page` to the look over all answers.

        Fails if a question is asked again, as one is whose answer is not complete.
        """
        while page.locator(".question").count():
            asked = page.get_by_role("heading", level=1)
            number = asked.inner_text()
            self.answer(page, not_knowing=not_knowing)
            self._press(page.get_by_role("button", name="Save and go on"))
            expect(asked).not_to_have_text(number)


def _options_of(question: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each option says, and what one who knows (`taken`) or doesn't (`mistaken`) picks."""
    if question["type"] in ("ranking", "ordering"):
        # The files hold the right order; turned round it is as wrong as can be.
        steps = question.get("steps") or question["options"]
        for place, step in enumerate(steps, 1):
            yield step["text"], {"taken": f"{place}", "mistaken": f"{len(steps) + 1 - place}"}
    elif question["type"] == "matching":
        pairs = question["pairs"]
        for pair, other in zip(pairs, pairs[1:] + pairs[:1], strict=True):
            yield pair["prompt"], {"taken": pair["match"], "mistaken": other["match"]}
    else:
        for option in question["options"]:
            yield option["text"], option
