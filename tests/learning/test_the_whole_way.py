"""The whole way to a badge that asks for questions and for work in practice, page by page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from assessments import attempting
from assessments.models import Attempt, SignOff, Submission
from badges.models import Award
from tests import factories
from tests.assessments.tasks import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_root(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def course(language: Any) -> Any:
    """Four competencies; the last asks for a task beside its questions, seen by a supervisor."""
    assessment = factories.an_assessment(competencies=4, questions=2, bank_size=4)
    section = assessment.sections.last()
    section.task = making.a_task(
        competency=section.competency, title="Lead a talk", needs_supervisor=True
    )
    section.save()
    return factories.a_course(assessment=assessment)


@pytest.fixture
def as_() -> Callable[[Any], Client]:
    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def answer_all(client: Client, attempt: Attempt, *, knowing: list[Any]) -> None:
    """Answer in the browser, rightly where the competency is one of `knowing`."""
    right = factories.right_answers(attempt)
    for asked in attempt.questions.select_related("section__competency"):
        knows = asked.section.competency in knowing
        post = right[asked.position] if knows else factories.wrong_answer(asked)
        client.post(asked.get_absolute_url(), {**post, "go": "next"})


def test_a_learner_shows_two_then_two_on_new_questions_then_works_and_earns_the_badge(
    course: Any, learner: Any, assessor: Any, coordinator: Any, as_: Any, committed: Any
) -> None:
    competencies = course.badge.ordered_competencies
    before = f"/courses/{course.slug}/assessment/"
    client = as_(learner)

    # Two of four. The result names the other two, and what they ask for.
    client.post(before)
    first = Attempt.objects.get()
    answer_all(client, first, knowing=competencies[:2])
    result = client.post(f"/assessment/attempts/{first.pk}/submit/", follow=True)
    assert [c.competency for c in result.context["outcome"].not_yet] == [
        competency.name for competency in competencies[2:]
    ]
    assert "2 of 4 competencies shown" in words(result)
    assert "Only the 2 competencies that are left will be asked" in words(result)
    assert "It asks for a task as well Lead a talk : Not started" in words(result)

    # The other two, on questions that were not asked before. A task is left.
    client.post(before)
    second = Attempt.objects.open().get()
    questions = [
        set(attempt.questions.values_list("question_id", flat=True)) for attempt in (first, second)
    ]
    assert questions[0].isdisjoint(questions[1])
    assert {a.section.competency for a in second.questions.all()} == set(competencies[2:])
    answer_all(client, second, knowing=competencies)
    result = client.post(f"/assessment/attempts/{second.pk}/submit/", follow=True)
    assert "3 of 4 competencies shown" in words(result)
    assert "What is left is a task Lead a talk : Not started" in words(result)
    assert not Award.objects.exists()
    with pytest.raises(attempting.CannotAttempt, match="shown by a task"):
        attempting.start(assessment=course.assessment, learner=learner)

    # The task, and who saw it.
    task = course.assessment.sections.last().task
    work = client.post(f"/assessment/tasks/{task.slug}/")["Location"]
    client.post(work, {"text": "I led it on Monday.", "do": "hand_in"})
    client.post(f"{work}hand-in/")
    with committed():
        client.post(f"{work}supervisor/", {"name": "Sam", "email": "sam@work.example"})
    link = re.search(r"/sign-off/[\w-]+/", mail.outbox[-1].body)[0]

    # An assessor judges it: that alone is not enough.
    submission = Submission.objects.get()
    review = f"/admin/submissions/{submission.pk}/"
    levels = {f"level-{key}": "proficient" for key in making.KEYS}
    comments = {f"comment-{key}": "Seen in what you write." for key in making.KEYS}
    as_(assessor).post(f"{review}take-on/")
    as_(assessor).post(review, {**levels, **comments, "action": "judge"})
    assert not Award.objects.exists()

    # The supervisor, without an account, and the coordinator who confirms that it was they.
    page = Client().get(link)
    assert "I led it on Monday." in words(page)
    seen = {f"rating-{key}": "exemplary" for key in making.KEYS}
    hand_in = {"hand_in": submission.hand_ins.get().pk}
    Client().post(link, {**seen, **comments, **making.DETAILS, **hand_in})
    assert not Award.objects.exists()
    as_(coordinator).post(
        f"/admin/submissions/sign-offs/{SignOff.objects.get().pk}/", {"action": "countersign"}
    )

    award = Award.objects.get()
    assert (award.recipient, award.badge) == (learner, course.badge)
    assert len(award.results) == 4
    assert "the task “Lead a talk” was judged by a rubric" in award.results[3]["statement"]
    result = client.get(f"/assessment/attempts/{second.pk}/result/")
    assert f"{course.badge.name} is yours" in words(result)
