from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import Notice
from accounts.notice_kinds import ATTEMPT
from assessments import attempting
from assessments.models import Assessment, Attempt
from badges.awarding import award
from learning.models import CoursePage
from learning.reopening import tell_of_reopened
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    made = factories.an_assessment(competencies=2)
    Assessment.objects.update(wait_hours=24)
    made.refresh_from_db()
    factories.a_course(assessment=made, lessons=1)
    return made


@pytest.fixture
def failed(assessment, learner):
    attempt = attempting.start(assessment=assessment, learner=learner)
    attempting.submit(attempt.pk)
    attempt.refresh_from_db()
    return attempt


def told(now):
    return tell_of_reopened(now)


def test_who_may_try_again_is_told_once(failed, committed):
    now = failed.submitted_at + timedelta(hours=24)

    with committed():
        first = told(now)
    with committed():
        second = told(now + timedelta(hours=1))

    assert [notice.kind for notice in first] == [ATTEMPT.name]
    assert second == []
    assert len(mail.outbox) == 1


def test_mail_and_notice_lead_to_where_the_attempt_is_begun(failed, client, learner, committed):
    client.force_login(learner)

    with committed():
        [notice] = told(failed.submitted_at + timedelta(hours=24))

    course = CoursePage.objects.get()
    assert notice.url == f"/courses/{course.slug}/assessment/"
    assert f"{settings.BASE_URL}{notice.url}" in mail.outbox[0].body
    assert client.get(notice.url).status_code == 200


def test_not_where_there_is_no_published_course_to_begin_it_in(failed):
    CoursePage.objects.update(live=False)

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_not_before_the_wait_is_over(failed):
    assert told(failed.submitted_at + timedelta(hours=23)) == []


def test_not_when_it_is_no_news_any_more(failed):
    assert told(failed.submitted_at + timedelta(days=30)) == []


def test_not_where_there_is_no_wait(failed):
    Assessment.objects.update(wait_hours=0)

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_not_who_holds_the_badge(failed, assessment, learner):
    award(badge=assessment.badge, recipient=learner, narrative="Did it.")

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_not_who_has_begun_another_attempt(failed, assessment, learner):
    Attempt.objects.create(assessment=assessment, learner=learner, number=2)

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_not_who_waits_for_a_later_attempt(failed, assessment, learner):
    later = failed.submitted_at + timedelta(hours=20)
    Attempt.objects.create(
        assessment=assessment, learner=learner, number=2, started_at=later, submitted_at=later
    )

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_not_who_has_no_attempt_left(failed):
    Assessment.objects.update(max_attempts=1)

    assert told(failed.submitted_at + timedelta(hours=24)) == []


def test_it_takes_no_query_for_each_who_was_told(failed, assessment, django_assert_num_queries):
    now = failed.submitted_at + timedelta(hours=24)
    told(now)
    for _number in range(10):
        Attempt.objects.create(
            assessment=assessment,
            learner=factories.a_user(),
            number=1,
            submitted_at=failed.submitted_at,
        )
    told(now)
    assert Notice.objects.filter(kind=ATTEMPT.name).count() == 11

    # The assessments, the attempts, and who was told of them.
    with django_assert_num_queries(3):
        told(now)
