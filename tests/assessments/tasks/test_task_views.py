"""A task's pages, for its learner, for others, and for a supervisor without an account."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessments import evidence, inviting, reviewing, submitting
from assessments.models import EvidenceItem, SignOff, State, Submission, SupervisorInvitation
from tests.assessments.tasks import making

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def draft(learner):
    return making.a_draft(learner)


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def an_upload(content=making.PNG, name="photo.png"):
    return SimpleUploadedFile(name, content)


def with_file(submission, name="photo.png"):
    return evidence.add_file(submission_id=submission.pk, **making.a_file(name=name))


def file_url(submission, item):
    return f"{submission.get_absolute_url()}files/{item.pk}/"


class TestTask:
    def test_a_visitor_reads_what_to_do_and_how_it_is_judged(self, client):
        text = page(client, f"/assessment/tasks/{making.a_task().slug}/")

        assert "Do it." in text
        assert "listens: exemplary" in text
        assert "Join to start" in text

    def test_start_leads_to_the_draft(self, signed_in, learner):
        response = signed_in.post(f"/assessment/tasks/{making.a_task().slug}/")

        assert response["Location"] == Submission.objects.get(learner=learner).get_absolute_url()

    def test_a_visitor_who_starts_is_asked_to_sign_in(self, client):
        response = client.post(f"/assessment/tasks/{making.a_task().slug}/")

        assert "/account/login/" in response["Location"]
        assert not Submission.objects.exists()

    def test_what_was_begun_is_gone_on_with(self, signed_in, draft):
        text = page(signed_in, f"/assessment/tasks/{draft.task.slug}/")

        assert draft.get_absolute_url() in text
        assert ">Start<" not in text

    def test_a_task_that_is_not_published_is_not_there(self, client):
        task = making.a_task()
        task.unpublish()

        assert client.get(f"/assessment/tasks/{task.slug}/").status_code == 404


class TestPermissions:
    @pytest.mark.parametrize("who", ["other_learner", "assessor", "coordinator"])
    def test_nobody_else_opens_a_learner_s_pages(self, client, draft, who, request):
        item = with_file(draft)
        client.force_login(request.getfixturevalue(who))

        url = draft.get_absolute_url()
        for address in (url, f"{url}hand-in/", file_url(draft, item)):
            assert client.get(address).status_code == 404
        assert client.post(url, {"text": "Mine"}).status_code == 404
        assert client.post(f"{url}hand-in/").status_code == 404
        assert client.post(f"{url}supervisor/", {"do": "invite"}).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client, draft):
        url = draft.get_absolute_url()
        for address in (url, f"{url}hand-in/", file_url(draft, with_file(draft))):
            assert "/account/login/" in client.get(address)["Location"]

    def test_a_forged_post_is_refused(self, draft, learner):
        client = Client(enforce_csrf_checks=True)
        client.force_login(learner)

        assert client.post(draft.get_absolute_url(), {"text": "Forged"}).status_code == 403
        assert not draft.evidence.exists()


class TestDraft:
    def test_what_is_written_is_kept_and_shown_again(self, signed_in, draft):
        written = "First <b>one</b> & more.\nSame paragraph.\n\nSecond."
        signed_in.post(draft.get_absolute_url(), {"text": written})

        response = signed_in.get(draft.get_absolute_url())
        assert response.context["given"]["text"] == written

    def test_what_is_written_saves_itself(self, signed_in, draft):
        response = signed_in.post(draft.get_absolute_url(), {"text": "Words."}, headers=HTMX)

        assert response.status_code == 204
        assert draft.evidence.get().text == "<p>Words.</p>"

    def test_a_file_a_link_and_the_text_are_kept_by_any_button(self, signed_in, draft):
        given = {"text": "Words.", "link": "https://example.org/", "files": [an_upload()]}
        signed_in.post(draft.get_absolute_url(), {**given, "do": "add"})

        kinds = {item.kind for item in draft.evidence.all()}
        assert kinds == {"text", "file", "link"}

    def test_a_hostile_file_is_refused_in_words_and_the_text_is_kept(self, signed_in, draft):
        hostile = an_upload(b"<script>alert(1)</script>", "photo.png")
        response = signed_in.post(
            draft.get_absolute_url(), {"text": "My words.", "files": [hostile]}
        )

        text = response.content.decode()
        assert response.status_code == 422
        assert 'id="files-error"' in text
        assert "photo.png: " in text
        assert "<script>alert" not in text
        assert "My words." in text
        assert [item.kind for item in draft.evidence.all()] == ["text"]

    def test_a_file_that_is_too_large_is_refused_in_words(self, signed_in, draft, monkeypatch):
        monkeypatch.setattr(evidence, "LARGEST_FILE", 1000)
        response = signed_in.post(
            draft.get_absolute_url(), {"files": [an_upload(making.PNG + b"\0" * 2000)]}
        )

        assert "Make it smaller" in response.content.decode()
        assert not draft.evidence.exists()

    def test_a_link_that_is_none_stays_in_the_field_with_the_reason(self, signed_in, draft):
        response = signed_in.post(draft.get_absolute_url(), {"link": "javascript:alert(1)"})

        text = response.content.decode()
        assert response.status_code == 422
        assert 'id="link-error"' in text
        assert 'value="javascript:alert(1)"' in text

    def test_an_item_is_removed(self, signed_in, draft):
        item = with_file(draft)
        signed_in.post(draft.get_absolute_url(), {"remove": str(item.pk)})

        assert not EvidenceItem.objects.exists()

    def test_whoever_removes_a_link_hears_which(self, signed_in, draft):
        signed_in.post(draft.get_absolute_url(), {"link": "https://a.example/log"})

        shown = BeautifulSoup(page(signed_in, draft.get_absolute_url()), "html.parser")
        assert shown.select_one("button[name=remove]").text == "Remove: https://a.example/log"

    def test_an_item_of_another_submission_is_not_removed(self, signed_in, draft, other_learner):
        item = with_file(making.a_draft(other_learner))
        signed_in.post(draft.get_absolute_url(), {"remove": str(item.pk)})

        assert EvidenceItem.objects.filter(pk=item.pk).exists()

    def test_somebody_whose_session_ended_gets_the_text_back(self, client, draft):
        response = client.post(draft.get_absolute_url(), {"text": "Long words."})

        assert response.status_code == 401
        assert "Long words." in response.content.decode()

    def test_a_learner_s_file_is_saved_and_never_shown_in_place(self, signed_in, draft):
        response = signed_in.get(file_url(draft, with_file(draft)))

        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert b"".join(response.streaming_content) == making.PNG


class TestHandingIn:
    def test_a_look_over_comes_before_it(self, signed_in, draft):
        response = signed_in.post(draft.get_absolute_url(), {"text": "Words.", "do": "hand_in"})

        assert response["Location"] == f"{draft.get_absolute_url()}hand-in/"
        assert "Words." in page(signed_in, response["Location"])

    def test_handed_in_it_says_what_is_waited_for(self, signed_in, draft):
        signed_in.post(draft.get_absolute_url(), {"text": "Words."})
        signed_in.post(f"{draft.get_absolute_url()}hand-in/")

        assert "Waits for an assessor" in page(signed_in, draft.get_absolute_url())

    def test_without_evidence_it_is_refused_in_words(self, signed_in, draft):
        response = signed_in.post(f"{draft.get_absolute_url()}hand-in/", follow=True)

        assert "Add at least one piece" in response.content.decode()

    def test_what_is_handed_in_is_not_written_over(self, signed_in, learner):
        submission = making.handed_in(learner)
        url = submission.get_absolute_url()

        assert signed_in.post(url, {"text": "New"}, headers=HTMX).status_code == 409
        assert signed_in.post(url, {"text": "New"})["Location"] == url
        assert submission.evidence.get().text == "<p>What I did.</p>"


class TestFeedback:
    def test_a_return_says_what_to_improve_and_opens_the_draft(self, signed_in, learner, assessor):
        submission = making.claimed(learner, assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="Say who was there."
        )

        text = page(signed_in, submission.get_absolute_url())
        assert "Say who was there." in text
        assert "Look over and hand in" in text

    def test_a_judgement_shows_level_and_comment_but_not_who_judged(
        self, signed_in, learner, assessor
    ):
        submission = making.handed_in(learner)
        making.judged(submission, assessor)

        text = page(signed_in, submission.get_absolute_url())
        assert "Criterion listens: Proficient" in text
        assert "On listens." in text
        assert "Judged: you have shown it" in text
        assert assessor.name not in text

    def test_a_first_rating_is_not_told_while_a_second_is_waited_for(
        self, signed_in, learner, assessor
    ):
        submission = making.handed_in(learner, making.a_task(second_rating_percent=100))
        making.judged(submission, assessor)

        assert "On listens." not in page(signed_in, submission.get_absolute_url())


@pytest.fixture
def supervised(learner):
    """A hand-in with a file, which a supervisor has to confirm."""
    submission = making.a_draft(learner, making.a_task(needs_supervisor=True))
    with_file(submission)
    return submitting.hand_in(submission.pk)


@pytest.fixture
def token(supervised, monkeypatch):
    monkeypatch.setattr(inviting.secrets, "token_urlsafe", lambda length: "the-secret-token")
    inviting.invite(submission_id=supervised.pk, name="Sam", email="sam@work.example")
    return "the-secret-token"


def signing(supervised, **changes):
    ratings = making.rated()
    return {
        "hand_in": str(supervised.latest_hand_in.pk),
        **{f"rating-{key}": level for key, level in ratings["ratings"].items()},
        **{f"comment-{key}": text for key, text in ratings["comments"].items()},
        **making.DETAILS,
        "states_truth": "on",
        **changes,
    }


class TestSupervisorOfTheLearner:
    def url(self, submission):
        return f"{submission.get_absolute_url()}supervisor/"

    def test_is_asked_for_as_long_as_nobody_is_invited(self, signed_in, supervised):
        asked = "Below, name somebody who saw you do it."
        assert asked in page(signed_in, supervised.get_absolute_url())

        inviting.invite(submission_id=supervised.pk, name="Sam", email="sam@work.example")
        text = page(signed_in, supervised.get_absolute_url())
        assert asked not in text
        assert "You have nothing to do" in text

    def test_is_invited_and_the_page_says_so(self, signed_in, supervised):
        given = {"do": "invite", "name": "Sam", "email": "sam@work.example"}
        signed_in.post(self.url(supervised), given)

        text = page(signed_in, supervised.get_absolute_url())
        assert "A link was sent to Sam (sam@work.example)" in text

    def test_an_address_that_is_none_is_refused_beside_the_field(self, signed_in, supervised):
        given = {"do": "invite", "name": "Sam", "email": "nothing"}
        response = signed_in.post(self.url(supervised), given)

        assert response.status_code == 422
        assert 'id="supervisor-error"' in response.content.decode()

    def test_a_new_link_replaces_the_old_one(self, signed_in, supervised):
        inviting.invite(submission_id=supervised.pk, name="Sam", email="sam@work.example")
        signed_in.post(self.url(supervised), {"do": "resend"})

        assert SupervisorInvitation.objects.count() == 2
        assert SupervisorInvitation.objects.unanswered().count() == 1

    def test_a_link_is_withdrawn(self, signed_in, supervised, token):
        signed_in.post(self.url(supervised), {"do": "revoke"})

        assert "was withdrawn" in page(signed_in, supervised.get_absolute_url())
        assert signed_in.get(f"/sign-off/{token}/").status_code == 410


class TestSignOff:
    def test_shows_the_work_without_an_account_or_a_cookie(self, client, token, learner):
        response = client.get(f"/sign-off/{token}/")

        text = response.content.decode()
        assert learner.name in text
        assert "photo.png" in text
        assert "Criterion listens" in text
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"

    def test_is_signed_once_and_thanked_for(self, client, token, supervised):
        response = client.post(f"/sign-off/{token}/", signing(supervised), follow=True)

        assert SignOff.objects.get().submission == supervised
        assert "Thank you" in response.content.decode()
        client.post(f"/sign-off/{token}/", signing(supervised))
        assert SignOff.objects.count() == 1

    def test_what_is_missing_is_said_and_what_was_written_stays(self, client, token, supervised):
        given = signing(supervised, position="", **{"comment-listens": "I saw that."})
        response = client.post(f"/sign-off/{token}/", given)

        text = response.content.decode()
        assert response.status_code == 422
        assert 'id="id_position_error"' in text
        assert "I saw that." in text
        assert not SignOff.objects.exists()

    def test_another_hand_in_since_has_to_be_looked_at_first(self, client, token, supervised):
        response = client.post(f"/sign-off/{token}/", signing(supervised, hand_in="0"))

        assert "please look at it again" in response.content.decode()
        assert not SignOff.objects.exists()

    def test_a_link_that_expired_says_so(self, client, token):
        now = timezone.now()
        SupervisorInvitation.objects.update(
            invited_at=now - inviting.LIFETIME * 2, expires_at=now - inviting.LIFETIME
        )
        response = client.get(f"/sign-off/{token}/")

        assert response.status_code == 410
        assert "This link has expired" in response.content.decode()

    def test_a_link_that_was_never_sent_is_not_found(self, client):
        response = client.get("/sign-off/nonsense/")

        assert response.status_code == 404
        assert not response.cookies

    def test_its_files_are_saved_under_the_link(self, client, token, supervised):
        item = supervised.evidence.get()
        response = client.get(f"/sign-off/{token}/files/{item.pk}/")

        assert response["Content-Disposition"].startswith("attachment")
        assert response["Referrer-Policy"] == "no-referrer"

    def test_a_file_of_another_submission_is_not_there(self, client, token, other_learner):
        item = with_file(making.a_draft(other_learner))

        assert client.get(f"/sign-off/{token}/files/{item.pk}/").status_code == 404

    def test_a_file_added_since_the_hand_in_is_not_there(self, client, token, supervised):
        Submission.objects.update(state=State.RETURNED)
        item = evidence.add_file(
            submission_id=supervised.pk, **making.a_file(making.PNG + b"1", "later.png")
        )

        assert client.get(f"/sign-off/{token}/files/{item.pk}/").status_code == 404

    def test_no_file_opens_once_the_link_was_used(self, client, token, supervised):
        client.post(f"/sign-off/{token}/", signing(supervised))
        item = supervised.evidence.get()

        assert client.get(f"/sign-off/{token}/files/{item.pk}/").status_code == 404

    def test_many_requests_in_a_short_time_are_slowed(self, client, token, monkeypatch):
        monkeypatch.setattr("assessments.link_access.MOST_A_MINUTE", 0)

        assert client.get(f"/sign-off/{token}/").status_code == 429
