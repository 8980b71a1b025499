"""Somebody who knows the subject: finds the right answers by what the options say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Locator, Page

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


def _line(text: str) -> str:
    return " ".join(text.split())


class Expert:
    """Answers the questions of one course in the browser, rightly or wrongly.

    `choose` is how a box or a radio button is ticked: with the mouse unless it is told.
    """

    def __init__(self, course: str, *, choose: Callable[[Locator], None] = Locator.check) -> None:
        self._choose = choose
        questions = yaml.safe_load((CONTENT / course / "questions.yaml").read_text())
        self._options: dict[str, tuple[str, dict[str, Any]]] = {
            _line(option["text"]): (question["competency"], option)
            for question in questions
            for option in question["options"]
        }

    def answer(self, page: Page, *, not_knowing: str = "") -> None:
        """Answer the question on `page`: wrongly if it is on the competency `not_knowing`."""
        choices = page.locator(".question__option, .question__response")
        for index in range(choices.count()):
            choice = choices.nth(index)
            text = _line(choice.locator(".question__option-text").inner_text())
            competency, option = self._options[text]
            self._judge(choice, option, knows=competency != not_knowing)

    def _judge(self, choice: Locator, option: dict[str, Any], *, knows: bool) -> None:
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
        """From the first question on `page` to the look over all answers."""
        while page.locator(".question").count():
            self.answer(page, not_knowing=not_knowing)
            page.get_by_role("button", name="Save and go on").click()
            page.wait_for_load_state()
