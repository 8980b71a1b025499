import pytest

from badges.explaining import Ways, explained
from badges.requirements import BadgesRequired, Holdings, StepRequired, requirement_standing

THREE = {"empathy": "Empathy", "initiative": "Initiative", "resilience": "Resilience"}


def said(badges, at_least, *held):
    asked = BadgesRequired(badges=badges, at_least=at_least)
    return explained(requirement_standing(asked, Holdings(badges=frozenset(held))))


@pytest.mark.parametrize(
    ("at_least", "held", "sentence"),
    [
        (1, [], "Earn one of: Empathy, Initiative or Resilience."),
        (2, ["empathy"], "Earn one more of: Initiative or Resilience."),
        (2, [], "Earn 2 of: Empathy, Initiative or Resilience."),
        (3, [], "Earn Empathy, Initiative and Resilience."),
        (3, ["empathy"], "Earn Initiative and Resilience as well."),
        (3, ["empathy", "resilience"], "Earn Initiative as well."),
        (1, ["initiative"], "Earned: Initiative."),
        (4, [], "This can't be completed yet: it asks for more badges than it names."),
    ],
)
def test_each_requirement_for_badges_is_one_sentence(at_least, held, sentence):
    assert said(THREE, at_least, *held).sentence == sentence


def test_the_way_to_the_last_badge_leads_to_that_badge():
    way = said(THREE, 3, "empathy", "resilience")
    assert (way.url, way.link_label) == ("/badges/initiative/", "Initiative")


def test_the_way_to_a_badge_whose_course_is_known_leads_to_the_course():
    asked = BadgesRequired(badges={"empathy": "Empathy"}, at_least=1)
    standing = requirement_standing(asked, Holdings())
    assert (
        explained(standing, Ways(courses={"empathy": "/courses/listen/"})).url == "/courses/listen/"
    )


def test_the_way_to_several_badges_leads_to_all_badges():
    assert said(THREE, 1).url == "/badges/"


def test_what_is_met_shows_no_way_to_it():
    assert (said(THREE, 1, "empathy").how, said(THREE, 1, "empathy").url) == ("", "")


STEP = StepRequired(
    key="step:1",
    name="Write a plan",
    kind="task",
    description="It counts when it has a goal.",
    how="Write one page and hand it in.",
)


def test_an_open_step_says_what_counts_and_the_shortest_way():
    way = explained(requirement_standing(STEP, Holdings()))
    assert way.sentence == "Write a plan."
    assert way.how == "It counts when it has a goal. Write one page and hand it in."


def test_a_step_without_a_way_of_its_own_says_who_settles_it():
    bare = StepRequired(key="step:1", name="Be enrolled", kind="eligibility")
    assert explained(requirement_standing(bare, Holdings())).how == "Staff confirm it."


def test_a_step_that_is_done_says_so():
    done = explained(requirement_standing(STEP, Holdings(steps=frozenset({"step:1"}))))
    assert (done.met, done.sentence) == (True, "Done: Write a plan.")


def test_a_step_leads_to_where_it_is_handed_in():
    ways = Ways(tasks={"step:1": "/assessment/tasks/plan/"})

    assert explained(requirement_standing(STEP, Holdings()), ways).url == "/assessment/tasks/plan/"
    done = requirement_standing(STEP, Holdings(steps=frozenset({"step:1"})))
    assert explained(done, ways).url == ""
