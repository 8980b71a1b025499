"""Assessors and coordinators at the work that waits, in the Wagtail admin."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from assessments import evidence, inviting, reviewing, submitting
from assessments.models import (
    ConflictOfInterest,
    Resolution,
    Review,
    SignOff,
    State,
    Submission,
    TaskJudgement,
)
from tests import factories
from tests.assessments.tasks.making import (
    KEYS,
    a_draft,
    a_file,
    a_task,
    claimed,
    handed_in,
    judged,
    signed_off,
)

QUEUE = "/admin/submissions/"


@pytest.fixture
def as_(client: Client, db: None) -> Any:
    Locale.objects.get_or_create(language_code="en")

    def sign_in(person: User) -> Client:
        client.force_login(person)
        return client

    return sign_in


def page_of(submission: Submission, view: str = "") -> str:
    return f"{QUEUE}{submission.pk}/{view}"


def filled_in(level: str = "proficient", **others: str) -> dict[str, str]:
    return {
        **{f"level-{key}": level for key in KEYS},
        **{f"comment-{key}": f"On {key}." for key in KEYS},
        **others,
    }


def text_of(response: Any) -> str:
    return response.content.decode()


def said(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def with_a_file(learner: User) -> tuple[Submission, Any]:
    draft = a_draft(learner)
    item = evidence.add_file(submission_id=draft.pk, **a_file())
    return submitting.hand_in(draft.pk), item


def rated_twice(learner: User) -> Submission:
    return handed_in(learner, a_task(second_rating_percent=100))


def disputed(learner: User, assessor: User, second_assessor: User) -> Submission:
    submission = rated_twice(learner)
    judged(submission, assessor, "proficient")
    judged(submission, second_assessor, "developing")
    return submission


def test_the_queue_names_what_waits_longest_first(
    as_: Any, assessor: User, learner: User, other_learner: User
) -> None:
    later, earlier = handed_in(learner), handed_in(other_learner)
    Submission.objects.filter(pk=earlier.pk).update(handed_in_at=timezone.now() - timedelta(days=3))
    page = text_of(as_(assessor).get(QUEUE))
    assert page.index(page_of(earlier)) < page.index(page_of(later))


def test_what_one_has_taken_on_stands_above_what_waits(
    as_: Any, assessor: User, learner: User, other_learner: User
) -> None:
    waits, mine = handed_in(learner), claimed(other_learner, assessor)
    page = text_of(as_(assessor).get(QUEUE))
    assert page.index(page_of(mine)) < page.index(page_of(waits, "take-on/"))
    assert page_of(mine, "take-on/") not in page


def test_the_queue_is_called_by_its_name(as_: Any, assessor: User) -> None:
    assert "<title>Review queue" in re.sub(
        r"<title>\s+", "<title>", text_of(as_(assessor).get(QUEUE))
    )


def test_own_work_and_that_of_people_in_conflict_is_not_listed(
    as_: Any, assessor: User, learner: User
) -> None:
    own, of_a_friend = handed_in(assessor), handed_in(learner)
    ConflictOfInterest.objects.create(assessor=assessor, learner=learner)
    other = handed_in(factories.a_user())
    page = text_of(as_(assessor).get(QUEUE))
    assert str(other.pk) in page
    assert str(own.pk) not in page
    assert str(of_a_friend.pk) not in page


def test_taking_on_opens_the_work(as_: Any, assessor: User, learner: User) -> None:
    submission = handed_in(learner)
    response = as_(assessor).post(page_of(submission, "take-on/"))
    assert response.url == page_of(submission)
    submission.refresh_from_db()
    assert submission.claimed_by == assessor


def test_who_comes_second_is_told_so(
    as_: Any, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = claimed(learner, second_assessor)
    response = as_(assessor).post(page_of(submission, "take-on/"))
    assert response.url == QUEUE
    assert said(response) == ["Somebody else has taken this on, or it no longer waits."]


def test_own_work_is_refused_in_words(as_: Any, assessor: User) -> None:
    submission = handed_in(assessor)
    client = as_(assessor)
    words = ["This is your own work: somebody else has to judge it."]
    assert said(client.post(page_of(submission, "take-on/"))) == words
    assert client.get(page_of(submission)).url == QUEUE


def test_work_of_somebody_one_has_a_conflict_with_is_refused(
    as_: Any, assessor: User, learner: User
) -> None:
    submission = handed_in(learner)
    ConflictOfInterest.objects.create(assessor=assessor, learner=learner)
    response = as_(assessor).post(page_of(submission, "take-on/"))
    assert "conflict of interest" in said(response)[0]


def test_work_that_is_not_taken_on_stays_closed(as_: Any, assessor: User, learner: User) -> None:
    response = as_(assessor).get(page_of(handed_in(learner)))
    assert (response.status_code, response.url) == (302, QUEUE)


def test_the_evidence_stands_beside_the_described_levels(
    as_: Any, assessor: User, learner: User
) -> None:
    page = text_of(as_(assessor).get(page_of(claimed(learner, assessor))))
    assert "What I did." in page
    assert all(f"{key}: exemplary" in page for key in KEYS)


def test_a_link_in_an_account_tells_nothing_to_where_it_leads(
    as_: Any, assessor: User, learner: User
) -> None:
    draft = a_draft(learner)
    evidence.save_text(
        submission_id=draft.pk, html='<p><a href="https://elsewhere.example/">There</a></p>'
    )
    submitting.hand_in(draft.pk)
    reviewing.claim(submission_id=draft.pk, assessor=assessor)
    page = text_of(as_(assessor).get(page_of(draft)))
    assert (
        '<a href="https://elsewhere.example/" rel="nofollow noopener noreferrer">There</a>' in page
    )


def test_so_does_a_link_that_is_evidence(as_: Any, assessor: User, learner: User) -> None:
    draft = a_draft(learner)
    evidence.add_link(submission_id=draft.pk, url="https://elsewhere.example/")
    submitting.hand_in(draft.pk)
    reviewing.claim(submission_id=draft.pk, assessor=assessor)
    page = text_of(as_(assessor).get(page_of(draft)))
    assert '<a href="https://elsewhere.example/" rel="nofollow noopener noreferrer">' in page


def test_judging_makes_the_judgement(as_: Any, assessor: User, learner: User) -> None:
    submission = claimed(learner, assessor)
    response = as_(assessor).post(page_of(submission), filled_in(action="judge"))
    assert response.url == QUEUE
    judgement = TaskJudgement.objects.get()
    assert (judgement.submission, judgement.is_demonstrated) == (submission, True)


def test_a_criterion_without_a_level_is_named_and_nothing_typed_is_lost(
    as_: Any, assessor: User, learner: User
) -> None:
    sent = {**filled_in(action="judge"), "level-asks": ""}
    page = text_of(as_(assessor).post(page_of(claimed(learner, assessor)), sent))
    assert "Choose a level for “Criterion asks”." in page
    assert "On sums-up." in page
    assert not Review.objects.exists()


def test_asking_for_a_revision_returns_it_with_what_to_improve(
    as_: Any, assessor: User, learner: User
) -> None:
    submission = claimed(learner, assessor)
    as_(assessor).post(page_of(submission), {"action": "return", "what_to_improve": "Say more."})
    submission.refresh_from_db()
    assert (submission.state, Review.objects.get().overall) == (State.RETURNED, "Say more.")


def test_a_revision_needs_a_word_on_what_to_improve(
    as_: Any, assessor: User, learner: User
) -> None:
    submission = claimed(learner, assessor)
    page = text_of(as_(assessor).post(page_of(submission), {"action": "return"}))
    assert "Say what to improve" in page
    submission.refresh_from_db()
    assert submission.state == State.HANDED_IN


def test_giving_back_lets_it_wait_again(as_: Any, assessor: User, learner: User) -> None:
    submission = claimed(learner, assessor)
    as_(assessor).post(page_of(submission), {"action": "release"})
    submission.refresh_from_db()
    assert submission.claimed_by is None


def test_words_are_not_lost_when_somebody_else_took_it_over(
    as_: Any, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = claimed(learner, assessor)
    reviewing.release(submission_id=submission.pk, assessor=assessor)
    reviewing.claim(submission_id=submission.pk, assessor=second_assessor)
    page = text_of(as_(assessor).post(page_of(submission), filled_in(action="judge")))
    assert "Take this on first" in page
    assert "On listens." in page
    assert "What I did." not in page
    assert not Review.objects.exists()


def test_the_second_rater_does_not_see_the_first_rating(
    as_: Any, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = rated_twice(learner)
    judged(submission, assessor)
    reviewing.claim(submission_id=submission.pk, assessor=second_assessor)
    assert "On listens." in text_of(as_(assessor).get(page_of(submission)))
    seen = text_of(as_(second_assessor).get(page_of(submission)))
    assert "What I did." in seen
    assert "On listens." not in seen


def test_the_second_rater_does_not_read_what_was_asked_for_before(
    as_: Any, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = rated_twice(learner)
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    reviewing.ask_for_revision(
        submission_id=submission.pk, assessor=assessor, what_to_improve="Far too short."
    )
    evidence.save_text(submission_id=submission.pk, html="<p>Longer.</p>")
    submitting.hand_in(submission.pk)
    judged(submission, assessor)
    reviewing.claim(submission_id=submission.pk, assessor=second_assessor)
    seen = text_of(as_(second_assessor).get(page_of(submission)))
    assert "Longer." in seen
    assert "Far too short." not in seen


def test_a_file_comes_as_an_attachment_that_is_not_kept(
    as_: Any, assessor: User, learner: User
) -> None:
    submission, item = with_a_file(learner)
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    response = as_(assessor).get(page_of(submission, f"files/{item.pk}/"))
    assert response["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_a_file_is_not_there_for_an_assessor_who_has_not_taken_it_on(
    as_: Any, assessor: User, learner: User
) -> None:
    submission, item = with_a_file(learner)
    assert as_(assessor).get(page_of(submission, f"files/{item.pk}/")).status_code == 404


def test_a_file_is_not_there_for_whoever_has_no_such_role(
    as_: Any, editor: User, learner: User
) -> None:
    submission, item = with_a_file(learner)
    assert as_(editor).get(page_of(submission, f"files/{item.pk}/")).status_code == 404


def test_a_file_that_was_added_since_the_hand_in_is_not_there(
    as_: Any, assessor: User, learner: User
) -> None:
    submission = claimed(learner, assessor)
    reviewing.ask_for_revision(
        submission_id=submission.pk, assessor=assessor, what_to_improve="Show it."
    )
    item = evidence.add_file(submission_id=submission.pk, **a_file())
    assert as_(assessor).get(page_of(submission, f"files/{item.pk}/")).status_code == 404


def test_both_ratings_stand_side_by_side_and_a_coordinator_settles(
    as_: Any, coordinator: User, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = disputed(learner, assessor, second_assessor)
    client = as_(coordinator)
    assert page_of(submission, "settle/") in text_of(client.get(QUEUE))
    page = text_of(client.get(page_of(submission, "settle/")))
    assert f"{assessor.name}: met" in page
    assert f"{second_assessor.name}: not met" in page
    client.post(page_of(submission, "settle/"), {"is_met": "no", "reason": "Too little."})
    assert not TaskJudgement.objects.get().is_demonstrated


def test_a_decision_needs_its_reason(
    as_: Any, coordinator: User, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = disputed(learner, assessor, second_assessor)
    page = text_of(as_(coordinator).post(page_of(submission, "settle/"), {"is_met": "yes"}))
    assert "Say why: the decision is kept with its reason." in page
    assert not Resolution.objects.exists()


@pytest.fixture
def sign_off(learner: User, assessor: User, committed: Callable[[], Any]) -> SignOff:
    """By a supervisor of work that an assessor has judged as met."""
    submission = handed_in(learner, a_task(needs_supervisor=True))
    with committed():
        inviting.invite(
            submission_id=submission.pk, name="Sam Supervisor", email="sam@work.example"
        )
    found = re.search(r"/sign-off/([\w-]+)/", mail.outbox[-1].body)
    assert found is not None
    signed: SignOff = signed_off(found[1])
    judged(submission, assessor)
    return signed


def test_a_coordinator_sees_who_signed_and_countersigns(
    as_: Any, coordinator: User, sign_off: SignOff
) -> None:
    client, url = as_(coordinator), f"{QUEUE}sign-offs/{sign_off.pk}/"
    assert url in text_of(client.get(QUEUE))
    page = text_of(client.get(url))
    assert all(said in page for said in ("Harbour House", "sam@work.example", "What I did."))
    client.post(url, {"action": "countersign"})
    assert TaskJudgement.objects.get().decided_by == coordinator


def test_a_sign_off_is_refused_with_a_reason(
    as_: Any, coordinator: User, sign_off: SignOff
) -> None:
    client, url = as_(coordinator), f"{QUEUE}sign-offs/{sign_off.pk}/"
    assert "Say why: the learner reads it." in text_of(client.post(url, {"action": "refuse"}))
    client.post(url, {"action": "refuse", "reason": "Nobody knows them."})
    sign_off.refresh_from_db()
    assert sign_off.refusal_reason == "Nobody knows them."


def test_agreement_is_reported_by_criterion_and_by_assessor(
    as_: Any, coordinator: User, assessor: User, second_assessor: User, learner: User
) -> None:
    disputed(learner, assessor, second_assessor)
    page = text_of(as_(coordinator).get(f"{QUEUE}agreement/"))
    assert "Criterion listens" in page
    assert assessor.email in page
    assert "0%" in page


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(
    as_: Any, coordinator: User, assessor: User, second_assessor: User, learner: User
) -> None:
    task = a_task(title="=1+1", second_rating_percent=100)
    submission = handed_in(learner, task)
    judged(submission, assessor)
    judged(submission, second_assessor)
    response = as_(coordinator).get(f"{QUEUE}agreement/?export=csv")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1].startswith("'=1+1,Criterion,")


@pytest.fixture
def person(request: pytest.FixtureRequest, db: None) -> Any:
    if request.param == "visitor":
        return None
    if request.param == "superuser":
        return factories.a_user(is_superuser=True)
    return request.getfixturevalue(request.param)


SCREENS = (
    "submissions/",
    "submissions/agreement/",
    "learners/accommodations/",
    "learners/accommodations/new/",
    "learners/conflicts/",
    "learners/conflicts/new/",
    "snippets/assessments/rubric/add/",
    "snippets/assessments/performancetask/add/",
)


@pytest.mark.parametrize(
    ("person", "opens"),
    [
        ("superuser", set(SCREENS)),
        ("editor", set(SCREENS[6:])),
        ("assessor", {SCREENS[0]}),
        ("coordinator", set(SCREENS[:6])),
        ("learner", set()),
        ("visitor", set()),
    ],
    indirect=["person"],
)
def test_each_screen_opens_for_its_role_alone(
    client: Client, as_: Any, person: User | None, opens: set[str]
) -> None:
    if person is not None:
        as_(person)
    assert {s for s in SCREENS if client.get(f"/admin/{s}").status_code == 200} == opens


@pytest.mark.parametrize("person", ["editor", "coordinator", "learner", "visitor"], indirect=True)
def test_only_assessors_take_work_on(
    client: Client, as_: Any, person: User | None, other_learner: User
) -> None:
    if person is not None:
        as_(person)
    submission = handed_in(other_learner)
    client.post(page_of(submission, "take-on/"))
    submission.refresh_from_db()
    assert submission.claimed_by is None


def test_an_assessor_may_neither_settle_nor_countersign(
    as_: Any, assessor: User, second_assessor: User, learner: User
) -> None:
    submission = disputed(learner, assessor, second_assessor)
    third = factories.a_member_of("Assessors")
    url, sent = page_of(submission, "settle/"), {"is_met": "yes", "reason": "So."}
    as_(third).post(url, sent)
    assert not Resolution.objects.exists()


def test_the_first_screen_says_how_much_waits(as_: Any, assessor: User, learner: User) -> None:
    for _time in range(3):
        handed_in(learner)
    assert "3 pieces of work wait" in text_of(as_(assessor).get("/admin/"))


def test_the_first_screen_says_nothing_to_whoever_does_not_assess(
    as_: Any, editor: User, learner: User
) -> None:
    handed_in(learner)
    page = text_of(as_(editor).get("/admin/"))
    assert "Edith Editor" in page
    assert "of work wait" not in page


def test_a_long_queue_takes_no_more_queries_than_a_short_one(as_: Any, assessor: User) -> None:
    client, task = as_(assessor), a_task()

    def asked_with(count: int) -> int:
        while Submission.objects.count() < count:
            handed_in(factories.a_user(), task)
        client.get(QUEUE)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(QUEUE)
        return len(captured)

    assert asked_with(3) == asked_with(30)
