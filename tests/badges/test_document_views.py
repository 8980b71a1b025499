"""What machines are served: right types, readable from anywhere, and cheap to keep."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from badges.models import StatusList
from badges.views.responses import serialized
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(earned):
    """The address of each public document, with the type it is served as."""
    award, issuer = f"/awards/{earned.pk}", f"/issuers/{earned.badge.issuer.slug}"
    return {
        f"{award}/credential.json": "application/vc+ld+json",
        f"{award}/assertion.json": "application/ld+json",
        f"{issuer}/did.json": "application/did+ld+json",
        f"{issuer}/profile.json": "application/ld+json",
        f"/status/{earned.status_list_id}": "application/vc+ld+json",
    }


@pytest.fixture
def images(earned):
    return {
        f"/awards/{earned.pk}/badge.png": "image/png",
        f"/awards/{earned.pk}/badge.svg": "image/svg+xml",
        "/badges/empathy/image.png": "image/png",
        "/badges/empathy/image.svg": "image/svg+xml",
    }


def test_each_document_is_served_as_what_it_is_under_its_own_id(documents, client):
    for address, content_type in documents.items():
        response = client.get(address)
        assert response["Content-Type"] == content_type
        document = json.loads(response.content)
        if not address.endswith("did.json"):
            assert document["id"] == f"https://cairn.example{address}"


def test_each_image_is_served_as_what_it_is(images, client):
    for address, content_type in images.items():
        assert client.get(address)["Content-Type"] == content_type


def test_any_page_on_the_web_may_read_them(documents, images, client):
    for address in [*documents, *images]:
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_caches_may_keep_them_and_ask_whether_they_changed(documents, images, client):
    for address in [*documents, *images]:
        response = client.get(address)
        assert "public" in response["Cache-Control"]
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        assert again["Access-Control-Allow-Origin"] == "*"


def test_a_visitor_gets_no_cookie_from_anything_public(earned, documents, images, client):
    factories.a_pathway(slug="way")
    pages = [
        "/badges/",
        "/badges/empathy/",
        "/pathways/",
        "/pathways/way/",
        f"/awards/{earned.pk}/",
        f"/issuers/{earned.badge.issuer.slug}/",
        "/verify/",
        f"/verify/?url=https://cairn.example/awards/{earned.pk}/",
    ]
    for address in [*pages, *documents, *images]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address


def test_what_answers_for_revocation_is_kept_for_minutes_at_most(documents, client):
    for address in documents:
        if "status" in address or "assertion" in address or "did" in address:
            (age,) = [
                int(part.split("=")[1])
                for part in client.get(address)["Cache-Control"].split(", ")
                if part.startswith("max-age")
            ]
            assert age <= 300, address


def test_nothing_public_can_be_written_to(documents, images, client):
    for address in [*documents, *images]:
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/issuers/nobody/",
        "/issuers/nobody/did.json",
        "/issuers/nobody/profile.json",
        "/status/999",
        "/badges/nothing/",
        "/badges/nothing/image.png",
        "/pathways/nowhere/",
    ],
)
def test_what_does_not_exist_is_not_found(address, client):
    assert client.get(address).status_code == 404


def test_an_assertion_is_plain_json_for_who_asks_for_that(earned, client):
    response = client.get(
        f"/awards/{earned.pk}/assertion.json", headers={"accept": "application/json"}
    )
    assert response["Content-Type"] == "application/json"
    assert "Accept" in response["Vary"]


def test_a_status_list_that_is_overdue_is_renewed_when_somebody_asks(earned, client):
    client.get(f"/status/{earned.status_list_id}")
    StatusList.objects.update(signed_at=timezone.now() - timedelta(days=30))
    client.get(f"/status/{earned.status_list_id}")
    assert StatusList.objects.get().signed_at > timezone.now() - timedelta(days=1)


def test_the_picture_of_a_badge_is_another_once_the_badge_is_renamed(badge, client):
    before = client.get("/badges/empathy/image.svg")
    badge.name = "Kindness"
    badge.save()
    after = client.get("/badges/empathy/image.svg", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_the_page_of_an_issuer_shows_its_badges_and_its_keys(earned, client):
    issuer = earned.badge.issuer
    html = client.get(f"/issuers/{issuer.slug}/").content.decode()
    for said in (issuer.name, issuer.did, earned.credential.key.public_key_multibase, "Empathy"):
        assert said in html


def test_a_document_is_the_same_text_whatever_the_order_of_its_members():
    assert serialized({"b": 1, "a": {"d": 2, "c": 3}}) == serialized(
        {"a": {"c": 3, "d": 2}, "b": 1}
    )
