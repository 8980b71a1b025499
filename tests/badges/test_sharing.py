"""An award elsewhere: its card, its frame, oEmbed."""

import io
from html.parser import HTMLParser

import pytest
from PIL import Image

from badges.awarding import award
from badges.models import Award, AwardCard
from badges.revoking import revoke
from badges.sharing import embed_snippet, kept_card, ways_of_sharing
from tests import factories

pytestmark = pytest.mark.django_db


def address(award, ending=""):
    return f"/awards/{award.pk}/{ending}"


class TestTheCard:
    def test_it_is_a_picture_of_the_size_that_sites_ask_for(self, earned, client):
        response = client.get(address(earned, "card.png"))
        assert response["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(response.content)).size == (1200, 630)

    def test_it_is_drawn_once_and_then_kept(self, earned, client, monkeypatch):
        first = client.get(address(earned, "card.png")).content
        monkeypatch.setattr("badges.artwork.card.draw", lambda *args: pytest.fail("drawn again"))
        assert client.get(address(earned, "card.png")).content == first
        assert AwardCard.objects.count() == 1

    def test_other_words_make_another_card_in_its_place(self, earned):
        before = kept_card(earned).digest
        Award.objects.update(recipient_name="Lena Learner-Lind")
        after = kept_card(Award.objects.for_people().get())
        assert after.digest != before
        assert AwardCard.objects.count() == 1

    def test_whoever_has_it_is_told_that_it_has_not_changed(self, earned, client):
        etag = client.get(address(earned, "card.png"))["ETag"]
        again = client.get(address(earned, "card.png"), headers={"if-none-match": etag})
        assert again.status_code == 304

    def test_an_award_that_is_being_signed_has_one_already(self, badge, learner, client):
        made = award(badge=badge, recipient=learner, narrative="Passed.")
        assert client.get(address(made, "card.png")).status_code == 200

    def test_a_withdrawn_award_has_none(self, earned, coordinator, client):
        kept_card(earned)
        revoke(earned, by=coordinator, reason="By mistake.")
        assert client.get(address(earned, "card.png")).status_code == 410
        assert "card.png" not in client.get(address(earned)).content.decode()


class TestTheWays:
    def test_a_signed_award_can_be_linked_framed_and_taken_along(self, earned):
        ways = {way.id: way.html for way in ways_of_sharing(earned)}
        assert list(ways) == ["share-link", "share-website", "share-download"]
        assert address(earned) in ways["share-link"]
        assert "linkedin.com/profile/add" in ways["share-link"]
        assert "&lt;iframe" in ways["share-website"]
        assert address(earned, "credential.json") in ways["share-download"]

    def test_one_that_is_being_signed_can_not_be_taken_along_yet(self, badge, learner):
        made = award(badge=badge, recipient=learner, narrative="Passed.")
        assert [way.id for way in ways_of_sharing(made)] == ["share-link", "share-website"]


class TestTheFrame:
    def test_any_site_may_frame_it(self, earned, client):
        response = client.get(address(earned, "embed/"))
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response

    def test_no_other_page_of_the_award_may_be_framed(self, earned, client):
        response = client.get(address(earned))
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_it_says_who_what_who_says_so_and_that_it_is_valid(self, earned, client):
        html = client.get(address(earned, "embed/")).content.decode()
        for said in ("Lena Learner", "Empathy", earned.badge.issuer.name, "Valid"):
            assert said in html

    def test_it_never_learns_who_looks_at_it(self, earned, learner, client):
        anonymous = client.get(address(earned, "embed/"))
        client.force_login(learner)
        signed_in = client.get(address(earned, "embed/"))
        assert signed_in.content == anonymous.content
        assert not signed_in.cookies
        assert "Cookie" not in signed_in["Vary"]

    def test_a_withdrawn_badge_says_so_in_the_frame(self, earned, coordinator, client):
        revoke(earned, by=coordinator, reason="By mistake.")
        html = client.get(address(earned, "embed/")).content.decode()
        assert "Withdrawn by its issuer" in html
        assert "Valid" not in html


class TestTheHtmlToCopy:
    def test_it_is_one_frame_whatever_the_name_holds(self, earn, badge):
        owner = factories.a_user(name='"><script>alert(1)</script>')

        class Tags(HTMLParser):
            seen: list[str] = []

            def handle_starttag(self, tag, attrs):
                self.seen.append(tag)

        parser = Tags()
        parser.feed(embed_snippet(earn(badge, owner)))
        assert parser.seen == ["iframe"]

    def test_on_the_page_it_is_text_and_no_frame(self, earned, client):
        client.force_login(earned.recipient)
        html = client.get(address(earned)).content.decode()
        assert "&lt;iframe" in html
        assert "<iframe" not in html


class TestOEmbed:
    def ask(self, client, earned, **query):
        return client.get("/oembed/", {"url": f"https://cairn.example{address(earned)}", **query})

    def test_a_page_leads_to_it(self, earned, client):
        html = client.get(address(earned)).content.decode()
        assert '<link rel="alternate" type="application/json+oembed"' in html

    def test_it_answers_with_the_frame(self, earned, client):
        response = self.ask(client, earned)
        found = response.json()
        assert (found["version"], found["type"]) == ("1.0", "rich")
        assert f"https://cairn.example{address(earned, 'embed/')}" in found["html"]
        assert found["title"] == "Lena Learner earned the badge “Empathy”"
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_it_keeps_within_the_size_that_is_asked_for(self, earned, client):
        found = self.ask(client, earned, maxwidth="300", maxheight="x").json()
        assert (found["width"], found["height"]) == (300, 176)
        assert 'width="300"' in found["html"]

    def test_other_forms_are_not_spoken(self, earned, client):
        assert self.ask(client, earned, format="xml").status_code == 501

    @pytest.mark.parametrize(
        "url", ["", "https://elsewhere.example/awards/1/", "https://cairn.example/badges/empathy/"]
    )
    def test_what_is_no_award_of_ours_is_not_found(self, earned, client, url):
        assert client.get("/oembed/", {"url": url}).status_code == 404
