import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.notice_kinds import Frequency
from accounts.preferring import frequencies

pytestmark = pytest.mark.django_db


def tell(person, number=1, **fields):
    return Notice.objects.create(
        **{
            "key": f"{person.pk}:{number}",
            "recipient": person,
            "email": person.email,
            "subject": f"News {number}",
            "url": "/dashboard/",
            "kind": "badge",
            **fields,
        }
    )


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


class TestWhoMaySee:
    @pytest.mark.parametrize("name", ["notices", "notice_preferences"])
    def test_a_stranger_is_asked_to_sign_in(self, client, name):
        response = client.get(reverse(name))

        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]

    def test_one_sees_only_ones_own(self, signed_in, other_learner):
        tell(other_learner, subject="Not yours")

        assert "Not yours" not in signed_in.get("/notices/").content.decode()

    def test_what_was_told_to_another_can_be_neither_followed_nor_marked(
        self, signed_in, other_learner
    ):
        notice = tell(other_learner)

        assert signed_in.get(f"/notices/{notice.pk}/").status_code == 404
        assert signed_in.post(f"/notices/{notice.pk}/mark/").status_code == 404
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_staff_see_no_more_than_their_own(self, client, coordinator, learner):
        client.force_login(coordinator)

        assert client.get(f"/notices/{tell(learner).pk}/").status_code == 404

    def test_no_page_of_it_may_be_kept_for_another(self, signed_in):
        for name in ("notices", "notice_preferences"):
            assert "private" in signed_in.get(reverse(name))["Cache-Control"]


class TestTheBell:
    def test_it_says_how_many_are_new(self, signed_in, learner):
        tell(learner, 1)
        tell(learner, 2)
        tell(learner, 3, read_at=timezone.now())

        assert "Messages: 2 new" in signed_in.get("/notices/").content.decode()

    def test_it_is_not_there_for_visitors(self, client, learner):
        assert "bell" not in client.get(reverse("account_login")).content.decode()

    def test_it_costs_no_query(self, signed_in, learner, django_assert_num_queries):
        tell(learner)

        # The session and the person, with the number in the same row; one for their groups,
        # one for what they chose.
        with django_assert_num_queries(4):
            signed_in.get("/notices/preferences/")


class TestTheList:
    def test_following_one_is_reading_it(self, signed_in, learner):
        notice = tell(learner, url="/journal/")

        response = signed_in.get(f"/notices/{notice.pk}/")

        assert response["Location"] == "/journal/"
        notice.refresh_from_db()
        assert notice.read_at is not None

    @pytest.mark.parametrize("url", ["", "https://elsewhere.example/", "//elsewhere.example/"])
    def test_one_that_leads_nowhere_here_leads_back_to_the_list(self, signed_in, learner, url):
        response = signed_in.get(f"/notices/{tell(learner, url=url).pk}/")

        assert response["Location"] == "/notices/"

    def test_one_can_be_marked_as_read_and_as_unread_again(self, signed_in, learner):
        notice = tell(learner)

        signed_in.post(f"/notices/{notice.pk}/mark/")
        notice.refresh_from_db()
        assert notice.read_at is not None

        signed_in.post(f"/notices/{notice.pk}/mark/", {"unread": "1"})
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_marking_all_leaves_alone_what_came_since_the_page_was_shown(
        self, signed_in, learner, other_learner
    ):
        shown = tell(learner, 1)
        later = tell(learner, 2)
        of_another = tell(other_learner)

        signed_in.post("/notices/read/", {"up_to": str(shown.pk)})

        unread = set(Notice.objects.unread().values_list("pk", flat=True))
        assert unread == {later.pk, of_another.pk}

    @pytest.mark.parametrize("up_to", ["", "x", "-1", "²", "9" * 40])
    def test_marking_all_up_to_nonsense_is_refused(self, signed_in, up_to):
        assert signed_in.post("/notices/read/", {"up_to": up_to}).status_code == 404

    def test_marking_needs_a_post(self, signed_in, learner):
        assert signed_in.get("/notices/read/").status_code == 405
        assert signed_in.get(f"/notices/{tell(learner).pk}/mark/").status_code == 405

    def test_it_says_so_when_there_is_nothing(self, signed_in):
        assert "Nothing yet" in signed_in.get("/notices/").content.decode()

    @pytest.mark.parametrize("number", [10, 1000])
    def test_it_takes_as_many_queries_for_a_thousand_as_for_ten(
        self, signed_in, learner, number, django_assert_num_queries
    ):
        Notice.objects.bulk_create(
            Notice(key=str(n), recipient=learner, email=learner.email, subject="News", url="/")
            for n in range(number)
        )

        # The session, the person; how many, which, and the newest.
        with django_assert_num_queries(5):
            signed_in.get("/notices/")


class TestPreferences:
    def test_they_are_kept(self, signed_in, learner):
        chosen = {**frequencies(learner), "badge": "weekly", "stopped_at": "at_once"}

        response = signed_in.post("/notices/preferences/", chosen)

        assert response.status_code == 302
        kept = frequencies(learner)
        assert kept["badge"] == Frequency.WEEKLY
        assert kept["stopped_at"] == Frequency.AT_ONCE

    def test_nonsense_is_said_to_be_so_and_changes_nothing(self, signed_in, learner):
        chosen = {**frequencies(learner), "badge": "hourly"}

        assert signed_in.post("/notices/preferences/", chosen).status_code == 422
        assert frequencies(learner)["badge"] == Frequency.AT_ONCE
