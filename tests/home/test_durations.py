"""How long something takes, in words that a person can plan an evening with."""

import pytest
from django.template import engines


def said(minutes: int) -> str:
    template = engines["django"].from_string('{% component "duration" minutes=minutes %}')
    return template.render({"minutes": minutes}).strip()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "about 1 hour"),
        (67, "about 1 hour"),
        (68, "about 1¼ hours"),
        (82, "about 1¼ hours"),
        (83, "about 1½ hours"),
        (98, "about 1¾ hours"),
        (112, "about 1¾ hours"),
        (113, "about 2 hours"),
        (500, "about 8 hours"),
    ],
)
def test_a_time_is_said_as_closely_as_it_matters(minutes: int, words: str) -> None:
    assert said(minutes) == words


def test_a_lesson_takes_as_long_in_the_list_as_on_its_page() -> None:
    template = engines["django"].from_string(
        '{% component "lesson_row" title="Try it" url="/try-it/" minutes=77 %}'
    )

    assert "about 1¼ hours" in template.render({})
