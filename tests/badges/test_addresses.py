"""The addresses in credentials are promises: each has to lead where it says."""

from uuid import UUID

import pytest
from django.urls import resolve

from badges import addresses
from badges.credentials.multikey import did_web_document_url

AWARD = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (addresses.badge_path("empathy"), "badge"),
        (addresses.badge_image_path("empathy"), "badge_png"),
        (addresses.badge_image_path("empathy", "svg"), "badge_svg"),
        (addresses.pathway_path("innovation"), "pathway"),
        (addresses.issuer_path("uni"), "issuer"),
        (addresses.issuer_profile_path("uni"), "profile"),
        (addresses.issuer_did_path("uni"), "did_document"),
        (addresses.award_path(AWARD), "award"),
        (addresses.credential_path(AWARD), "credential"),
        (addresses.assertion_path(AWARD), "assertion"),
        (addresses.award_image_path(AWARD), "award_png"),
        (addresses.award_image_path(AWARD, "svg"), "award_svg"),
        (addresses.status_list_path(7), "status_list"),
    ],
)
def test_each_address_leads_to_its_view(path, name):
    assert resolve(path).view_name == name


@pytest.mark.parametrize(
    ("path", "kind", "key"),
    [
        (addresses.badge_path("empathy"), "badge", "empathy"),
        (addresses.issuer_path("uni"), "issuer", "uni"),
        (addresses.issuer_profile_path("uni"), "profile", "uni"),
        (addresses.award_path(AWARD), "award", str(AWARD)),
        (addresses.credential_path(AWARD), "credential", str(AWARD)),
        (addresses.assertion_path(AWARD), "assertion", str(AWARD)),
        (addresses.award_image_path(AWARD), "award_image", str(AWARD)),
        (addresses.award_image_path(AWARD, "svg"), "award_image", str(AWARD)),
        (addresses.status_list_path(7), "status_list", "7"),
    ],
)
def test_an_address_is_recognised_as_what_it_leads_to(path, kind, key):
    assert addresses.place_of(addresses.absolute(path)) == addresses.Place(kind, key)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example" + addresses.award_path(AWARD),
        "https://cairn.example.evil.example" + addresses.award_path(AWARD),
        "https://cairn.example@evil.example" + addresses.award_path(AWARD),
        "https://cairn.example/awards/" + str(AWARD) + "/../../admin/",
        "ftp://cairn.example" + addresses.award_path(AWARD),
        "https://cairn.example/badges/",
        "https://[broken",
        "",
    ],
)
def test_an_address_that_is_not_ours_is_not_taken_for_ours(address):
    assert addresses.place_of(address) is None


def test_the_did_leads_to_the_document_that_we_serve():
    address = did_web_document_url(addresses.issuer_did("uni"))
    assert address == addresses.absolute(addresses.issuer_did_path("uni"))
