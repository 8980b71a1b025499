import base64
import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.credentials import status_list
from badges.credentials.status_list import MINIMUM_LENGTH, MalformedStatusList

# The encoded list of 131,072 zero bits in the standard's own example.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, MINIMUM_LENGTH - 1), max_size=30))
def test_exactly_the_revoked_places_are_set(revoked: set[int]) -> None:
    bits = status_list.decode(status_list.encode(revoked))
    assert all(status_list.is_set(bits, index) for index in revoked)
    assert int.from_bytes(bits, "big").bit_count() == len(revoked)


def test_the_example_of_the_standard_is_an_empty_list() -> None:
    assert status_list.decode(EXAMPLE) == bytes(16 * 1024)


def test_the_first_place_is_the_leftmost_bit() -> None:
    assert status_list.decode(status_list.encode([0]))[0] == 0x80


def test_the_same_list_is_always_the_same_text() -> None:
    packed = base64.urlsafe_b64decode(status_list.encode([1, 2])[1:] + "==")
    assert packed[4:8] == bytes(4)


@pytest.mark.parametrize("length", [MINIMUM_LENGTH - 8, MINIMUM_LENGTH + 1])
def test_a_list_that_is_too_short_to_hide_in_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="131072"):
        status_list.encode([], length=length)


@pytest.mark.parametrize("index", [-1, MINIMUM_LENGTH])
def test_a_place_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        status_list.encode([index])
    with pytest.raises(MalformedStatusList):
        status_list.is_set(bytes(MINIMUM_LENGTH // 8), index)


def _packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "H4sIAAAAAAAAA",
        "u!!!!",
        _packed(b"no gzip"),
        _packed(gzip.compress(b"\0" * 20_000)[:-9]),
        _packed(gzip.compress(b"\0" * 50_000_000)),
    ],
    ids=["nothing", "no multibase", "no base64", "no gzip", "cut short", "bomb"],
)
def test_what_is_no_sensible_list_is_refused(encoded: str) -> None:
    with pytest.raises(MalformedStatusList):
        status_list.decode(encoded)


def test_a_list_is_published_as_a_credential_of_its_issuer() -> None:
    credential = status_list.status_list_credential(
        "https://a.org/status/1",
        "did:web:a.org",
        [7],
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2026, 2, 1, tzinfo=UTC),
    )
    subject = credential["credentialSubject"]
    assert credential["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert credential["issuer"] == "did:web:a.org"
    assert credential["validUntil"] == "2026-02-01T00:00:00Z"
    assert subject["id"] == "https://a.org/status/1#list"
    assert subject["statusPurpose"] == "revocation"
    assert status_list.is_set(status_list.decode(subject["encodedList"]), 7)
