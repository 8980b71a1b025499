"""A badge that asks for questions and for work in practice, on the site of the journeys.

`python manage.py shell -c "from tests.journeys.practice import build; build()"` makes it.
"""

from assessments.models import PerformanceTask
from badges.models import BadgeCompetency, Issuer
from tests import factories
from tests.assessments.tasks.making import a_rubric, a_task, criteria

COURSE = "tide-work"
BADGE = "Tide Work"
COMPETENCIES = ("Read the water", "Plan around it", "Keep others safe", "Hand over well")
TASK = "Hand over at the end of a watch"
CRITERIA = ("what-was-done", "what-is-open", "what-to-watch")


def build() -> None:
    """A course whose assessment draws two questions of six for each of four competencies and,
    for the last of them, asks for a task that a supervisor saw."""
    badge = factories.a_badge(
        slug=COURSE,
        name=BADGE,
        issuer=Issuer.objects.get(),
        description="The earner works with the tide and not against it.",
    )
    for order, name in enumerate(COMPETENCIES):
        competency = factories.a_competency(name=name, description=f"To {name.lower()}.")
        BadgeCompetency.objects.create(badge=badge, competency=competency, sort_order=order)
    assessment = factories.an_assessment(badge=badge, questions=2, bank_size=6)
    last = assessment.sections.last()
    assert last is not None
    last.task = _task(last.competency)
    last.save()
    factories.a_course(assessment=assessment, slug=COURSE, title=BADGE, lessons=1)


def _task(competency: object) -> PerformanceTask:
    return a_task(
        slug="hand-over",
        title=TASK,
        competency=competency,
        rubric=a_rubric(name="Handing over", criteria=criteria(CRITERIA)),
        instructions="<p>Hand your watch over. Tell what was done, what is open, and how.</p>",
        needs_supervisor=True,
    )
