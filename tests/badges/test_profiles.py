"""Somebody's public page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from badges import profiles
from badges.models import PublicProfile
from badges.revoking import revoke
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/people/lena/"


def keep(person, **fields):
    given = {"slug": "lena", "about": "", "is_on": True, "is_listed": False}
    return profiles.keep(person=person, **{**given, **fields})


def names(profile):
    return [award.name for award in profiles.shown_awards(profile)]


@pytest.fixture
def badges(db):
    return [factories.a_badge(name=name, slug=name.lower()) for name in ("One", "Two", "Three")]


@pytest.fixture
def awards(badges, learner, earn):
    return {badge.name: earn(badge, learner) for badge in badges}


@pytest.fixture
def profile(learner, awards):
    return keep(learner)


class TestSwitchingItOn:
    def test_nobody_has_a_page_until_they_switch_it_on(self, learner, awards, client):
        assert not PublicProfile.objects.exists()
        assert client.get(PAGE).status_code == 404

    def test_the_first_saving_may_leave_it_off(self, learner, awards, client):
        keep(learner, is_on=False)
        assert client.get(PAGE).status_code == 404

    def test_a_page_that_is_on_shows_the_badges(self, profile, client):
        html = client.get(PAGE).content.decode()
        assert "Lena Learner" in html
        for name in ("One", "Two", "Three"):
            assert name in html

    def test_it_is_gone_at_once_when_it_is_switched_off_and_no_cache_may_keep_it(
        self, profile, learner, client
    ):
        response = client.get(PAGE)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        keep(learner, is_on=False)
        assert client.get(PAGE).status_code == 404

    def test_its_owner_sees_no_more_than_others_while_it_is_off(self, learner, awards, client):
        keep(learner, is_on=False)
        client.force_login(learner)
        assert client.get(PAGE).status_code == 404

    def test_a_closed_account_has_no_page(self, profile, learner, client):
        learner.is_active = False
        learner.save()
        assert client.get(PAGE).status_code == 404

    def test_no_email_address_stands_on_it(self, profile, client):
        assert "lena@example.org" not in client.get(PAGE).content.decode()

    def test_what_somebody_writes_is_no_markup(self, learner, awards, client):
        keep(learner, about="<script>alert(1)</script>\x07 Hello")
        html = client.get(PAGE).content.decode()
        assert "<script>alert" not in html
        assert "\x07" not in html
        assert "Hello" in html


class TestSearchEngines:
    def test_they_may_not_list_it_unless_its_owner_says_so(self, profile, client):
        response = client.get(PAGE)
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()

    def test_they_may_when_its_owner_says_so(self, profile, learner, client):
        keep(learner, is_listed=True)
        response = client.get(PAGE)
        assert "X-Robots-Tag" not in response
        assert "noindex" not in response.content.decode()

    def test_a_page_that_is_off_is_not_listed_either(self, learner):
        assert not keep(learner, is_on=False, is_listed=True).is_listed

    def test_the_database_holds_no_listed_page_that_is_off(self, profile):
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicProfile.objects.update(is_on=False, is_listed=True)


class TestTheAddress:
    def test_two_people_cannot_have_the_same(self, profile, other_learner):
        with pytest.raises(profiles.AddressIsTaken):
            keep(other_learner)

    def test_one_made_of_the_name_is_suggested(self, learner):
        assert profiles.suggested_slug(learner) == "lena-learner"

    def test_a_taken_one_is_not_suggested(self, learner, other_learner):
        keep(other_learner, slug="lena-learner")
        assert profiles.suggested_slug(learner) == ""

    def test_a_name_without_latin_letters_suggests_none(self):
        assert profiles.suggested_slug(factories.a_user(name="王小明")) == ""

    @pytest.mark.parametrize("slug", ["ab", "Lena", "a b c", "-lena", "le--na", "l/e/n", ""])
    def test_the_form_refuses_what_is_no_address(self, client, learner, slug):
        client.force_login(learner)
        response = client.post("/profile/", {"slug": slug, "is_on": "on"})
        assert response.status_code == 422
        assert not PublicProfile.objects.exists()

    def test_the_form_ties_a_taken_address_to_its_field(self, client, profile, other_learner):
        client.force_login(other_learner)
        response = client.post("/profile/", {"slug": "lena", "is_on": "on"})
        assert response.status_code == 422
        assert "Another page has this address" in str(response.context["form"].errors["slug"])


class TestWhatIsOnIt:
    def test_a_badge_can_be_hidden_and_shown_again_at_the_end(self, profile, awards):
        first = names(profile)[0]
        profiles.hide(profile, awards[first].pk)
        assert first not in names(profile)
        profiles.show(profile, awards[first].pk)
        assert names(profile)[-1] == first

    def test_showing_twice_shows_once(self, profile, awards):
        for _ in range(2):
            profiles.show(profile, awards["One"].pk)
        assert names(profile).count("One") == 1

    def test_badges_move_up_and_down_by_one(self, profile, awards):
        before = names(profile)
        profiles.move(profile, awards[before[2]].pk, up=True)
        assert names(profile) == [before[0], before[2], before[1]]
        profiles.move(profile, awards[before[0]].pk, up=False)
        assert names(profile) == [before[2], before[0], before[1]]

    def test_moving_past_an_end_changes_nothing(self, profile, awards):
        before = names(profile)
        profiles.move(profile, awards[before[0]].pk, up=True)
        profiles.move(profile, awards[before[2]].pk, up=False)
        assert names(profile) == before

    def test_the_badge_of_somebody_else_is_never_on_it(self, profile, earn, other_learner):
        theirs = earn(factories.a_badge(name="Theirs"), other_learner)
        profiles.show(profile, theirs.pk)
        assert "Theirs" not in names(profile)

    def test_a_badge_that_is_earned_later_waits_for_its_owner(self, profile, earn, learner):
        earn(factories.a_badge(name="Later"), learner)
        assert "Later" not in names(profile)
        assert profiles.choices(profile)[-1].award.name == "Later"

    def test_a_withdrawn_badge_is_gone_from_it(self, profile, awards, coordinator, client):
        revoke(awards["Two"], by=coordinator, reason="By mistake.")
        assert "Two" not in names(profile)
        assert "Two" not in client.get(PAGE).content.decode()

    def test_the_page_of_a_badge_leads_to_the_public_page_that_shows_it(
        self, profile, awards, client
    ):
        assert f'href="{PAGE}"' in client.get(awards["One"].get_absolute_url()).content.decode()

    def test_the_page_of_a_badge_tells_of_no_page_that_is_off_or_hides_it(
        self, profile, awards, learner, client
    ):
        profiles.hide(profile, awards["One"].pk)
        assert PAGE not in client.get(awards["One"].get_absolute_url()).content.decode()
        keep(learner, is_on=False)
        assert PAGE not in client.get(awards["Two"].get_absolute_url()).content.decode()


class TestWhoMayArrangeIt:
    def test_a_visitor_is_asked_to_sign_in(self, client, profile, awards):
        for response in (
            client.get("/profile/"),
            client.post("/profile/", {"slug": "mine"}),
            client.post(f"/profile/badges/{awards['One'].pk}/", {"do": "hide"}),
        ):
            assert response["Location"].startswith("/account/login/")
        assert "One" in names(profile)

    @pytest.mark.parametrize("role", ["other_learner", "editor", "assessor", "coordinator"])
    def test_nobody_else_changes_it(self, client, profile, awards, role, request):
        client.force_login(request.getfixturevalue(role))
        assert "lena" not in client.get("/profile/").content.decode()
        response = client.post(f"/profile/badges/{awards['One'].pk}/", {"do": "hide"})
        assert response.status_code == 404
        assert "One" in names(profile)

    def test_its_owner_arranges_it_without_scripts(self, client, profile, awards, learner):
        client.force_login(learner)
        first = names(profile)[0]
        response = client.post(f"/profile/badges/{awards[first].pk}/", {"do": "down"})
        assert response["Location"] == f"/profile/#badge-{awards[first].pk}"
        assert names(profile)[1] == first

    def test_the_page_of_arranging_is_no_ones_but_the_owners_in_a_cache(self, client, learner):
        client.force_login(learner)
        assert "private" in client.get("/profile/")["Cache-Control"]


@pytest.mark.parametrize("address", [PAGE, "/profile/"])
def test_it_costs_as_many_queries_with_fifteen_badges_as_with_three(address, learner, earn, client):
    client.force_login(learner)

    def queries_with(count):
        for _ in range(count):
            earn(factories.a_badge(), learner)
        PublicProfile.objects.all().delete()
        keep(learner)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert queries_with(3) == queries_with(12)
