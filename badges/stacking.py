"""From the badges and steps somebody has to the levels and macro-badges they make."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from badges import addresses
from badges.awarding import award
from badges.models import Award, Badge, Fulfilment, Pathway, Requirement
from badges.requirements import (
    BadgesRequired,
    Holdings,
    LevelRules,
    PathwayRules,
    PathwayStanding,
    Required,
    Stacked,
    StepKey,
    StepRequired,
    due,
    pathway_standing,
)


def stack(learner_id: int) -> list[Award]:
    """Award the level and macro-badges that a learner's badges and steps have earned.

    Returns what was awarded now, in that order. Safe to run twice and together with
    itself: the learner's row is locked first. Without that, two steps that are
    finished in the same second would each miss the other, and nobody would stack them.
    """
    made: list[Award] = []
    with transaction.atomic():
        # Not their key: else whoever records a credential of theirs, which locks the award first,
        # and this, which locks it last, would wait for each other.
        learner = User.objects.select_for_update(no_key=True).get(pk=learner_id)
        rules = pathway_rules()
        while True:
            awards = _held(learner)
            steps = _done(learner)
            holdings = Holdings(badges=frozenset(awards), steps=frozenset(steps))
            new = [
                _award_stacked(learner, stacked, awards, steps)
                for stacked in due(rules, holdings)
                if _has_grounds(learner, stacked, awards, steps)
            ]
            if not new:
                break
            made += new
        now = timezone.now()
        Award.objects.filter(recipient=learner, stacked_at=None).update(stacked_at=now)
        Fulfilment.objects.filter(learner=learner, stacked_at=None).update(stacked_at=now)
    return made


def fulfil(
    *, requirement: Requirement, learner: User, statement: str, confirmed_by: User
) -> Fulfilment:
    """Record that a learner has done a step that is no badge; the record, if it is there.

    Raises ValueError if the requirement asks for badges, or if somebody confirms their
    own step.
    """
    if not requirement.is_step:
        raise ValueError("This requirement asks for badges; it can't be confirmed by hand.")
    if confirmed_by == learner:
        raise ValueError("Nobody can confirm a step of their own.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)
        fulfilment, created = Fulfilment.objects.standing().get_or_create(
            requirement=requirement,
            learner=learner,
            withdrawn_at=None,
            defaults={"statement": statement, "confirmed_by": confirmed_by},
        )
        if created:
            from badges import tasks

            transaction.on_commit(lambda: tasks.stack.delay(learner.pk))
    return fulfilment


def standing_of(learner: User | None, pathway: Pathway) -> PathwayStanding:
    """Where a learner (None: a visitor) stands on `pathway`."""
    return standings_of(learner, [pathway])[0]


def standings_of(learner: User | None, pathways: list[Pathway]) -> list[PathwayStanding]:
    """As `standing_of`, for many, with as many queries as for one."""
    holdings = holdings_of(learner) if learner is not None else Holdings()
    return [pathway_standing(rules, holdings) for rules in pathway_rules(pathways)]


def holdings_of(learner: User) -> Holdings:
    return Holdings(badges=frozenset(_held(learner)), steps=steps_of(learner))


def steps_of(learner: User) -> frozenset[StepKey]:
    """The steps that are no badges, and that the learner has done."""
    return frozenset(_done(learner))


def pathway_rules(pathways: list[Pathway] | None = None) -> list[PathwayRules]:
    """The rules of `pathways` (of all, if None) as plain values."""
    found = with_rules(Pathway.objects.all()) if pathways is None else pathways
    return [
        PathwayRules(
            slug=pathway.slug,
            name=pathway.name,
            macro_badge=pathway.macro_badge.slug,
            levels=tuple(
                LevelRules(
                    number=level.level,
                    name=level.name,
                    badge=level.badge.slug,
                    requirements=tuple(
                        _required(requirement) for requirement in level.requirements.all()
                    ),
                )
                for level in sorted(pathway.levels.all(), key=lambda level: level.level)
            ),
        )
        for pathway in found
    ]


def with_rules(pathways: QuerySet[Pathway]) -> QuerySet[Pathway]:
    """Pathways with everything that `pathway_rules` reads, in a fixed number of queries."""
    return pathways.select_related("macro_badge").prefetch_related(
        "levels__badge", "levels__requirements__badges"
    )


def step_key(requirement_id: int) -> StepKey:
    return f"step:{requirement_id}"


def _required(requirement: Requirement) -> Required:
    if requirement.is_step:
        return StepRequired(
            key=step_key(requirement.pk),
            name=requirement.name,
            kind=requirement.kind,
            description=requirement.description,
            how=requirement.how,
        )
    badges = {badge.slug: badge.name for badge in requirement.badges.all()}
    every = requirement.kind == Requirement.Kind.ALL_OF
    # "All of" nothing would be met by anybody: an unfinished requirement is met by nobody.
    at_least = max(1, len(badges)) if every else requirement.at_least
    return BadgesRequired(badges=badges, at_least=at_least)


def _held(learner: User) -> dict[str, Award]:
    awards = Award.objects.active().filter(recipient=learner).select_related("badge")
    return {award.badge.slug: award for award in awards}


def _done(learner: User) -> dict[str, Fulfilment]:
    fulfilments = (
        Fulfilment.objects.standing().filter(learner=learner).select_related("requirement")
    )
    return {step_key(fulfilment.requirement_id): fulfilment for fulfilment in fulfilments}


def _has_grounds(
    learner: User,
    stacked: Stacked,
    awards: dict[str, Award],
    steps: dict[str, Fulfilment],
) -> bool:
    """Whether a badge may be stacked (again).

    A coordinator may have revoked it. Then what it stood on does not bring it back by
    itself; something must have been earned since.
    """
    revoked_at: datetime | None = (
        Award.objects.filter(recipient=learner, badge__slug=stacked.badge)
        .exclude(revoked_at=None)
        .order_by("-revoked_at")
        .values_list("revoked_at", flat=True)
        .first()
    )
    if revoked_at is None:
        return True
    since = [awards[slug].awarded_at for slug in stacked.on_badges]
    since += [steps[key].fulfilled_at for key in stacked.on_steps]
    return max(since) > revoked_at


def _award_stacked(
    learner: User,
    stacked: Stacked,
    awards: dict[str, Award],
    steps: dict[str, Fulfilment],
) -> Award:
    badge = Badge.objects.select_related("issuer").get(slug=stacked.badge)
    on_awards = sorted(
        (awards[slug] for slug in stacked.on_badges),
        key=lambda on: (on.badge.stones, on.awarded_at),
    )
    on_steps = sorted((steps[key] for key in stacked.on_steps), key=lambda f: f.fulfilled_at)
    evidence = [
        {
            "url": addresses.absolute(on.get_absolute_url()),
            "name": on.name,
            "narrative": _("The badge “%(badge)s”, earned by the same person.")
            % {"badge": on.name},
            "genre": "Badge",
        }
        for on in on_awards
    ] + [
        {"url": None, "name": on.requirement.name, "narrative": on.statement, "genre": "Step"}
        for on in on_steps
    ]
    parts = [on.name for on in on_awards] + [on.requirement.name for on in on_steps]
    return award(
        badge=badge,
        recipient=learner,
        narrative=_("Completed by: %(parts)s.") % {"parts": "; ".join(parts)},
        evidence=evidence,
        stands_on=on_awards,
        stands_on_steps=on_steps,
    )
