"""The page on which a badge is earned, and what it says while the work for it waits."""

import pytest

from assessments.models import AssessmentSection, TaskRole
from badges.models import Award
from tests import factories
from tests.assessments.tasks.making import a_task, handed_in, judged
from tests.learning.conftest import answer_and_submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def passed(learner, course):
    return answer_and_submit(course.assessment, learner, right={1, 2})


class TestTheBadgeIsEarned:
    def test_it_can_be_shown_at_once(self, signed_in, passed):
        html = page(signed_in, passed.get_absolute_url())
        award = Award.objects.get()
        assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in html
        assert f'value="https://cairn.example/awards/{award.pk}/"' in html
        assert f"/awards/{award.pk}/embed/" in html

    def test_its_files_are_offered_once_it_is_signed(self, signed_in, learner, course, committed):
        with committed():
            attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        html = page(signed_in, attempt.get_absolute_url())
        for name in ("badge.png", "badge.svg", "credential.json", "assertion.json"):
            assert f'/{name}" download' in html

    def test_until_it_is_signed_no_file_is_offered(self, signed_in, passed):
        assert "badge.png" not in page(signed_in, passed.get_absolute_url())

    def test_it_is_laid_on_the_badges_before_it(self, signed_in, learner, course, earn):
        earn(factories.a_badge(name="The one before"), learner)
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        assert "The one before" in page(signed_in, attempt.get_absolute_url())

    def test_it_says_what_it_opens_and_what_comes_next(self, signed_in, learner, course):
        other = factories.a_badge(name="Initiative")
        factories.a_pathway([{"badges": [course.badge, other]}], name="Leadership")
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        html = page(signed_in, attempt.get_absolute_url())
        assert "What it opens" in html
        assert "Leadership" in html
        assert "Earn Initiative as well." in html

    def test_without_a_pathway_the_next_badge_is_the_next_step(self, signed_in, passed):
        html = page(signed_in, passed.get_absolute_url())
        assert "The next stone is up to you." in html


class TestTheBadgeWaitsForWork:
    @pytest.fixture
    def task(self, course):
        task = a_task(title="Lead a talk")
        section = AssessmentSection.objects.filter(assessment=course.assessment).first()
        task.competency = section.competency
        task.save()
        section.task = task
        section.task_role = TaskRole.REQUIRED
        section.save()
        return task

    def test_it_says_which_work_is_left(self, signed_in, learner, course, task):
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        html = page(signed_in, attempt.get_absolute_url())
        assert "The questions are behind you" in html
        assert f'href="/assessment/tasks/{task.slug}/"' in html
        assert "has been withdrawn since" not in html
        assert "is yours" not in html
        assert "Try again" not in html

    def test_a_competency_whose_work_is_left_is_not_called_shown(
        self, signed_in, learner, course, task
    ):
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        outcome = signed_in.get(attempt.get_absolute_url()).context["outcome"]
        assert task.competency.name not in [shown.competency for shown in outcome.shown]

    def test_work_that_is_with_an_assessor_asks_nothing_of_the_learner(
        self, signed_in, learner, course, task
    ):
        handed_in(learner, task)
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        html = page(signed_in, attempt.get_absolute_url())
        assert "You have nothing to do: we write to you as soon as it is judged" in html
        assert "Handed in on" in html

    def test_once_it_is_judged_the_badge_is_the_moment(
        self, signed_in, learner, course, task, assessor
    ):
        attempt = answer_and_submit(course.assessment, learner, right={1, 2})
        judged(handed_in(learner, task), assessor)
        html = page(signed_in, attempt.get_absolute_url())
        assert f"{course.badge.name} is yours" in html

    def test_with_questions_left_the_work_is_named_beside_them(
        self, signed_in, learner, course, task
    ):
        attempt = answer_and_submit(course.assessment, learner, right={2})
        html = page(signed_in, attempt.get_absolute_url())
        assert "It asks for a task as well" in html
        assert "Try again" in html
