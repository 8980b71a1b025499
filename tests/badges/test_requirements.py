"""What pathways ask for, as plain values: order never matters, and nothing is unmade."""

from hypothesis import given
from hypothesis import strategies as st

from badges.requirements import (
    BadgesRequired,
    Holdings,
    LevelRules,
    PathwayRules,
    StepRequired,
    due,
    pathway_standing,
    requirement_standing,
)

SKILLS = ["empathy", "initiative", "resilience", "collaboration", "critical-thinking"]
STEPS = ["step:1", "step:2", "step:3"]


@st.composite
def required(draw):
    if draw(st.booleans()):
        return StepRequired(key=draw(st.sampled_from(STEPS)), name="A step", kind="task")
    slugs = draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True))
    return BadgesRequired(
        badges={slug: slug.title() for slug in slugs},
        at_least=draw(st.integers(1, len(slugs))),
    )


@st.composite
def pathway(draw):
    return PathwayRules(
        slug="way",
        name="Way",
        macro_badge="macro",
        levels=tuple(
            LevelRules(
                number=number,
                name=f"Level {number}",
                badge=f"level-{number}",
                requirements=tuple(draw(st.lists(required(), max_size=3))),
            )
            for number in (1, 2, 3)
        ),
    )


things = st.lists(st.sampled_from(SKILLS + STEPS), unique=True)


def holdings(found):
    return Holdings(
        badges=frozenset(t for t in found if not t.startswith("step:")),
        steps=frozenset(t for t in found if t.startswith("step:")),
    )


def earned_one_by_one(rules, order):
    """Everything held in the end, when each thing is followed by stacking what is due."""
    badges, steps = set(), set()
    for thing in order:
        (steps if thing.startswith("step:") else badges).add(thing)
        while stacked := due([rules], Holdings(frozenset(badges), frozenset(steps))):
            badges |= {each.badge for each in stacked}
    return badges, steps


@given(pathway(), things, st.randoms(use_true_random=False))
def test_the_order_of_earning_does_not_matter(rules, order, chance):
    shuffled = list(order)
    chance.shuffle(shuffled)
    assert earned_one_by_one(rules, order) == earned_one_by_one(rules, shuffled)


@given(required(), things, things)
def test_more_holdings_never_unmake_a_requirement(asked, some, more):
    before = requirement_standing(asked, holdings(some))
    after = requirement_standing(asked, holdings([*some, *more]))
    assert after.wanting <= before.wanting
    assert set(before.met_by) <= set(after.met_by)


@given(pathway(), things)
def test_what_is_held_is_not_due_again(rules, order):
    badges, steps = earned_one_by_one(rules, order)
    assert due([rules], Holdings(frozenset(badges), frozenset(steps))) == ()


@given(pathway(), things)
def test_a_badge_is_due_exactly_when_everything_its_level_asks_for_is_met(rules, order):
    held = holdings(order)
    stacked = {each.badge for each in due([rules], held)}
    for level in rules.levels:
        met = all(requirement_standing(r, held).is_met for r in level.requirements)
        assert (level.badge in stacked) == (met and bool(level.requirements))


def way(*levels):
    return PathwayRules(
        slug="way",
        name="Way",
        macro_badge="macro",
        levels=tuple(
            LevelRules(number=n, name=f"Level {n}", badge=f"level-{n}", requirements=tuple(asked))
            for n, asked in enumerate(levels, start=1)
        ),
    )


def test_two_of_three_levels_do_not_make_the_macro_badge():
    held = Holdings(badges=frozenset({"level-1", "level-2"}))
    assert "macro" not in {each.badge for each in due([way([], [], [])], held)}


def test_three_levels_make_the_macro_badge_and_it_stands_on_them():
    held = Holdings(badges=frozenset({"level-1", "level-2", "level-3"}))
    (macro,) = due([way([], [], [])], held)
    assert (macro.badge, macro.level) == ("macro", None)
    assert macro.on_badges == {"level-1", "level-2", "level-3"}


def test_a_pathway_that_lacks_a_level_has_no_macro_badge_yet():
    held = Holdings(badges=frozenset({"level-1", "level-2"}))
    assert due([way([], [])], held) == ()


def test_a_level_that_asks_for_nothing_is_not_met_by_everybody():
    assert due([way([], [], [])], Holdings()) == ()


def test_a_level_stands_on_every_badge_that_counts_towards_it():
    asked = BadgesRequired(badges={"a": "A", "b": "B", "c": "C"}, at_least=1)
    step = StepRequired(key="step:1", name="Do", kind="task")
    held = Holdings(badges=frozenset({"a", "c", "x"}), steps=frozenset({"step:1", "step:2"}))
    (level,) = due([way([asked, step], [asked], [asked])], held)[:1]
    assert level.on_badges == {"a", "c"}
    assert level.on_steps == {"step:1"}


def test_the_standing_says_how_many_are_wanting_and_which_would_count():
    asked = BadgesRequired(badges={"a": "A", "b": "B", "c": "C"}, at_least=2)
    standing = requirement_standing(asked, Holdings(badges=frozenset({"b"})))
    assert (standing.wanting, standing.open_badges, standing.met_by) == (1, ("a", "c"), ("b",))


def test_a_pathway_is_earned_once_its_macro_badge_is_held():
    rules = way([], [], [])
    assert pathway_standing(rules, Holdings(badges=frozenset({"macro"}))).is_earned
    assert not pathway_standing(rules, Holdings()).is_earned
