import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from badges.awarding import award
from badges.credentials.baking import extract
from badges.models import Award
from badges.revoking import revoke
from badges.sharing import linkedin_url
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def unsigned(badge, learner):
    """An award that was made a moment ago."""
    return award(badge=badge, recipient=learner, narrative="Passed the assessment.")


def page_of(award, client):
    return client.get(f"/awards/{award.pk}/").content.decode()


class TestThePage:
    def test_it_says_who_earned_what_from_whom_and_how(self, earned, client):
        html = page_of(earned, client)
        assert "Lena Learner has earned the badge" in html
        for said in (
            "Empathy",
            earned.badge.issuer.name,
            "Passed the assessment.",
            earned.badge.criteria,
            "This badge is valid.",
        ):
            assert said in html

    def test_it_shows_each_competency_with_how_it_was_shown(self, earned, badge, client):
        html = page_of(earned, client)
        for competency in badge.ordered_competencies:
            assert competency.name in html
        assert html.count("Reached the mark.") == 1

    def test_marks_that_differ_stand_above_and_with_their_competencies(
        self, earn, badge, learner, client
    ):
        first, second = badge.ordered_competencies
        results = [
            {"competency": first.name, "statement": "Reached 75 percent."},
            {"competency": second.name, "statement": "A task was judged."},
        ]
        html = page_of(earn(badge, learner, results=results), client)
        assert html.count("Reached 75 percent.") == 2
        assert html.count("A task was judged.") == 2
        assert html.index("A task was judged.") < html.index(second.description)

    def test_no_email_address_stands_on_it(self, earned, client):
        client.force_login(earned.recipient)
        assert not re.search(r"[\w.]+@[\w.]+", page_of(earned, client))

    def test_one_click_leads_to_its_verification(self, earned, client):
        html = page_of(earned, client)
        assert f"/verify/?url=https%3A%2F%2Fcairn.example%2Fawards%2F{earned.pk}%2F" in html

    def test_it_offers_the_badge_in_four_forms(self, earned, client):
        html = page_of(earned, client)
        for name in ("badge.png", "badge.svg", "credential.json", "assertion.json"):
            assert f'href="/awards/{earned.pk}/{name}" download' in html

    def test_a_link_to_it_previews_with_an_absolute_image(self, earned, client):
        html = page_of(earned, client)
        image = f"https://cairn.example/awards/{earned.pk}/card.png"
        for name, content in (
            ("og:image", image),
            ("og:image:width", "1200"),
            ("og:image:height", "630"),
            ("og:image:alt", "The badge “Empathy”, earned by Lena Learner, issued by"),
        ):
            assert f'<meta property="{name}" content="{content}' in html
        assert '<meta name="twitter:card" content="summary_large_image">' in html

    def test_a_machine_finds_the_documents_from_it(self, earned, client):
        html = page_of(earned, client)
        assert '<link rel="alternate" type="application/vc+ld+json"' in html
        assert '<link rel="alternate" type="application/ld+json"' in html

    def test_only_its_owner_is_offered_linkedin(self, earned, client, other_learner):
        assert "linkedin.com" not in page_of(earned, client)
        client.force_login(other_learner)
        assert "linkedin.com" not in page_of(earned, client)
        client.force_login(earned.recipient)
        assert "https://www.linkedin.com/profile/add?startTask=" in page_of(earned, client)

    def test_text_in_a_name_is_not_markup(self, earn, badge, client):
        owner = factories.a_user(name="<script>alert(1)</script>")
        html = page_of(earn(badge, owner), client)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html

    def test_an_unknown_award_is_not_found(self, client):
        assert client.get(f"/awards/{uuid4()}/").status_code == 404
        assert client.get("/awards/1/").status_code == 404

    def test_a_stacked_badge_shows_what_it_stands_on(self, earn, badge, learner, client):
        factories.a_pathway([{"badges": [badge]}], slug="way")
        below = earn(badge, learner)
        html = page_of(Award.objects.get(badge__slug="way-1"), client)
        assert "What it stands on" in html
        assert f'href="/awards/{below.pk}/"' in html

    def test_a_badge_below_that_was_withdrawn_is_shown_as_such(
        self, earn, badge, learner, client, coordinator
    ):
        factories.a_pathway([{"badges": [badge]}], slug="way")
        revoke(earn(badge, learner), by=coordinator, reason="By mistake.")
        assert "Withdrawn " in page_of(Award.objects.get(badge__slug="way-1"), client)

    def test_a_step_it_stands_on_is_shown_as_evidence(self, learner, confirm, client):
        pathway = factories.a_pathway([{"kind": "task", "slug": "plan", "name": "Write a plan"}])
        level = pathway.levels.get(level=1)
        confirm(level.requirements.get(), learner)
        html = page_of(Award.objects.get(badge=level.badge), client)
        assert "Write a plan" in html
        assert "Seen." in html

    def test_it_costs_as_many_queries_with_thirty_badges_below_as_with_three(
        self, earn, learner, client
    ):
        def queries_with(count):
            skills = [factories.a_badge() for _ in range(count)]
            pathway = factories.a_pathway([{"badges": skills}])
            for skill in skills:
                earn(skill, learner)
            made = Award.objects.get(badge=pathway.levels.get(level=1).badge)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page_of(made, client)
            return len(queries)

        assert queries_with(3) == queries_with(30)


class TestRevoked:
    @pytest.fixture
    def revoked(self, earned, coordinator):
        return revoke(earned, by=coordinator, reason="The attempt was somebody else's.")

    def test_the_page_says_so_first_and_why(self, revoked, client):
        html = page_of(revoked, client)
        assert "This badge has been withdrawn. Do not rely on it." in html
        assert "The attempt was somebody else&#x27;s." in html
        assert "This badge is valid." not in html
        assert "badge.png" not in html

    def test_the_assertion_is_gone_and_says_why(self, revoked, client):
        response = client.get(f"/awards/{revoked.pk}/assertion.json")
        assert response.status_code == 410
        assert response.json()["revoked"] is True
        assert response.json()["revocationReason"] == "The attempt was somebody else's."

    def test_the_pictures_are_gone(self, revoked, client):
        for name in ("badge.png", "badge.svg"):
            assert client.get(f"/awards/{revoked.pk}/{name}").status_code == 410

    def test_the_credential_stays_as_it_was_signed(self, earned, coordinator, client):
        before = client.get(f"/awards/{earned.pk}/credential.json").content
        revoke(earned, by=coordinator, reason="By mistake.")
        assert client.get(f"/awards/{earned.pk}/credential.json").content == before

    def test_one_that_was_revoked_before_it_was_signed_is_gone_too(
        self, unsigned, coordinator, client
    ):
        revoke(unsigned, by=coordinator, reason="By mistake.")
        assert client.get(f"/awards/{unsigned.pk}/credential.json").status_code == 410
        assert client.get(f"/awards/{unsigned.pk}/assertion.json").status_code == 410


class TestBeforeItIsSigned:
    def test_the_page_says_so_and_offers_to_look_again(self, unsigned, client):
        html = page_of(unsigned, client)
        assert "This badge is being signed" in html
        assert "Look again" in html

    def test_scripts_look_where_it_will_be_until_it_is_signed(self, unsigned, client):
        waiting = f'data-awaits="/awards/{unsigned.pk}/credential.json"'
        assert waiting in page_of(unsigned, client)

    def test_a_signed_one_does_not_reload(self, earned, client):
        assert "data-awaits" not in page_of(earned, client)

    @pytest.mark.parametrize(
        "name", ["credential.json", "assertion.json", "badge.png", "badge.svg"]
    )
    def test_its_documents_ask_to_come_again(self, unsigned, client, name):
        response = client.get(f"/awards/{unsigned.pk}/{name}")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "no-store" in response["Cache-Control"]


def test_an_expired_badge_is_shown_as_expired(earned, client):
    long_ago = timezone.now() - timedelta(days=400)
    Award.objects.update(awarded_at=long_ago, expires_at=long_ago + timedelta(days=30))
    html = page_of(earned, client)
    assert "This badge has expired" in html
    assert "This badge is valid." not in html


def test_the_picture_is_the_same_bytes_each_time(earned, client):
    for name in ("badge.png", "badge.svg"):
        first, second = (client.get(f"/awards/{earned.pk}/{name}").content for _ in range(2))
        assert first == second


def test_the_svg_carries_both_documents_as_the_png_does(earned, client):
    png, svg = (
        extract(client.get(f"/awards/{earned.pk}/badge.{kind}").content) for kind in ("png", "svg")
    )
    assert png == svg
    assert png.assertion
    assert png.credential


def test_a_downloaded_picture_has_a_name_that_says_what_it_is(earned, client):
    response = client.get(f"/awards/{earned.pk}/badge.png")
    assert 'filename="empathy-badge.png"' in response["Content-Disposition"]


class TestLinkedIn:
    def test_the_form_is_filled_in(self, earned):
        Award.objects.update(awarded_at="2026-03-05T12:00Z")
        fields = parse_qs(urlsplit(linkedin_url(Award.objects.get())).query)
        assert fields == {
            "startTask": ["CERTIFICATION_NAME"],
            "name": ["Empathy"],
            "organizationName": [earned.badge.issuer.name],
            "issueYear": ["2026"],
            "issueMonth": ["3"],
            "certUrl": [f"https://cairn.example/awards/{earned.pk}/"],
            "certId": [str(earned.pk)],
        }

    def test_an_expiry_is_given_where_there_is_one(self, earned):
        Award.objects.update(awarded_at="2026-03-05T12:00Z", expires_at="2028-03-05T12:00Z")
        fields = parse_qs(urlsplit(linkedin_url(Award.objects.get())).query)
        assert (fields["expirationYear"], fields["expirationMonth"]) == (["2028"], ["3"])
