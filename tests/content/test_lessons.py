"""What every lesson of the courses that come with Cairn keeps to."""

from collections import Counter

from assessments.models import Question
from home.content import Content
from learning.content_blocks import Block
from learning.content_reading import LessonContent, ModuleContent
from learning.scenarios import problems, scenario_of
from learning.timing import words_in

FEWEST_WORDS = 500


def lessons(real: Content) -> list[tuple[ModuleContent, LessonContent]]:
    return [pair for course in real.courses for pair in course.lessons()]


def blocks(real: Content, kind: str) -> list[Block]:
    return [
        block for _module, lesson in lessons(real) for block in lesson.blocks if block.type == kind
    ]


def test_a_lesson_holds_enough_prose_to_be_worth_opening(real: Content) -> None:
    words = {
        lesson.slug: sum(
            words_in(block.value) for block in lesson.blocks if block.type == "rich_text"
        )
        for _module, lesson in lessons(real)
    }

    assert {slug: count for slug, count in words.items() if count < FEWEST_WORDS} == {}


def test_a_module_teaches_every_behaviour_of_its_competency(real: Content) -> None:
    for course in real.courses:
        for module in course.modules:
            taught = {slug for lesson in module.lessons for slug in lesson.front.value["teaches"]}
            assert taught == real.badges.behaviours_of(module.front.value["competency"])


def test_a_course_has_a_module_for_each_competency_of_its_badge_in_their_order(
    real: Content,
) -> None:
    for course in real.courses:
        badge = real.badges.badges[course.front.value["badge"]]
        assert [module.front.value["competency"] for module in course.modules] == (
            badge.value["competencies"]
        )


def test_every_module_has_a_scenario_a_drawing_and_something_to_do(real: Content) -> None:
    for course in real.courses:
        for module in course.modules:
            kinds = {block.type for lesson in module.lessons for block in lesson.blocks}
            assert {"scenario", "image", "check", "reflection", "download"} <= kinds


def test_every_scenario_can_be_walked_to_more_than_one_ending(real: Content) -> None:
    for block in blocks(real, "scenario"):
        scenario = scenario_of(block.value)
        assert problems(scenario) == []
        assert len([scene for scene in scenario.scenes if scene.is_ending]) > 1


def test_a_scenario_shows_and_misses_behaviours(real: Content) -> None:
    for block in blocks(real, "scenario"):
        choices = [choice for scene in scenario_of(block.value).scenes for choice in scene.choices]
        about = Counter(choice.shows for choice in choices if choice.behaviour)
        assert about[True] > 0
        assert about[False] > 0


def test_every_picture_says_what_it_shows(real: Content) -> None:
    pictures = blocks(real, "image")

    assert pictures
    assert all(len(block.value["alternative_text"].split()) >= 8 for block in pictures)


def test_no_two_blocks_share_an_id(real: Content) -> None:
    ids = Counter(block.id for _module, lesson in lessons(real) for block in lesson.blocks)

    assert [block_id for block_id, count in ids.items() if count > 1] == []


def test_every_check_is_a_question_that_may_be_asked(real: Content) -> None:
    body = Question._meta.get_field("body").stream_block  # type: ignore[union-attr]

    for block in blocks(real, "check"):
        body.clean(body.to_python(block.value))
