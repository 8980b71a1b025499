import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials import facts, ob2, ob3
from badges.credentials.texts import (
    hashed_email,
    hashed_identity,
    parse_timestamp,
    portable_text,
    timestamp,
)


def test_an_identity_is_hashed_as_in_the_example_of_the_standard() -> None:
    assert hashed_identity("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )


def test_the_spelling_of_an_address_does_not_change_its_hash() -> None:
    assert hashed_email(" Ada@Example.ORG", "s") == hashed_email("ada@example.org", "s")


@given(st.text())
def test_portable_texts_hold_no_character_that_verifiers_disagree_about(text: str) -> None:
    portable = portable_text(text)
    assert not [c for c in portable if (ord(c) < 32 and c not in "\t\n") or ord(c) == 127]
    portable.encode()


def test_line_ends_are_kept_as_line_feeds() -> None:
    assert portable_text("a\r\nb\rc\nd\te\x07") == "a\nb\nc\nd\te"


def test_an_instant_without_a_zone_is_not_written_down() -> None:
    with pytest.raises(ValueError, match="time zone"):
        timestamp(parse_timestamp("2026-11-20").replace(tzinfo=None))


def test_instants_are_compared_in_one_zone() -> None:
    assert timestamp(parse_timestamp("2026-11-20T09:30:00+02:00")) == "2026-11-20T07:30:00Z"


def test_a_credential_says_the_eleven_things(award: facts.AwardFacts) -> None:
    credential = ob3.open_badge_credential(award)
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    assert achievement["name"] == credential["name"] == "Empathy"
    assert achievement["id"] == award.achievement.url
    assert achievement["criteria"] == {
        "id": award.achievement.criteria_url,
        "narrative": "Show all four competencies.",
    }
    assert achievement["image"] == {"id": award.achievement.image_url, "type": "Image"}
    assert subject["image"] == {"id": award.image_url, "type": "Image"}
    assert credential["issuer"]["id"] == achievement["creator"]["id"] == award.issuer.did
    assert credential["awardedDate"] == "2026-11-20T09:30:00Z"
    assert credential["validFrom"] == "2026-11-20T10:30:00Z"
    assert credential["validUntil"] == "2027-11-20T09:30:00Z"
    assert achievement["tag"] == ["empathy", "listening"]
    assert achievement["alignment"][0]["targetCode"] == "T1"
    assert credential["evidence"][0]["id"] == "https://badges.example.org/evidence/1"
    assert "id" not in credential["evidence"][1]


def test_a_credential_names_its_recipient_and_hides_the_address(award: facts.AwardFacts) -> None:
    email, name = ob3.open_badge_credential(award)["credentialSubject"]["identifier"]
    assert email["identityHash"] == hashed_email("ada@example.org", "Kosher")
    assert (email["identityType"], email["hashed"]) == ("emailAddress", True)
    assert (name["identityHash"], name["hashed"]) == ("Ada Lovelace", False)


def test_each_result_leads_to_the_competency_it_speaks_of(award: facts.AwardFacts) -> None:
    subject = ob3.open_badge_credential(award)["credentialSubject"]
    names = {item["id"]: item["name"] for item in subject["achievement"]["resultDescription"]}
    shown = {names[item["resultDescription"]]: item["value"] for item in subject["result"]}
    assert shown == {"Listen actively": "5 of 5 questions", "Validate feelings": "Proficient"}


def test_a_result_of_a_foreign_competency_is_refused(award: facts.AwardFacts) -> None:
    foreign = dataclasses.replace(award, results=(facts.ResultFacts("Juggling", "Great"),))
    with pytest.raises(ValueError, match="Juggling"):
        ob3.open_badge_credential(foreign)


@pytest.mark.parametrize(
    ("kind", "achievement_type"),
    [("badge", "Badge"), ("level", "Badge"), ("macro", "MicroCredential")],
)
def test_a_macro_badge_is_a_micro_credential(
    award: facts.AwardFacts, kind: Any, achievement_type: str
) -> None:
    achievement = dataclasses.replace(award.achievement, kind=kind)
    credential = ob3.open_badge_credential(dataclasses.replace(award, achievement=achievement))
    assert credential["credentialSubject"]["achievement"]["achievementType"] == achievement_type


def test_what_is_not_known_is_left_out(award: facts.AwardFacts) -> None:
    bare = dataclasses.replace(
        award,
        recipient_name="",
        expires_at=None,
        narrative="",
        evidence=(),
        results=(),
        status=None,
        achievement=facts.AchievementFacts(
            "https://a.org/b", "B", "D", "C", "https://a.org/c", "https://a.org/i"
        ),
    )
    credential = ob3.open_badge_credential(bare)
    assert {"validUntil", "evidence", "credentialStatus"}.isdisjoint(credential)
    assert credential["credentialSubject"].keys() == {"type", "identifier", "image", "achievement"}
    assert {"tag", "alignment", "resultDescription", "version"}.isdisjoint(
        credential["credentialSubject"]["achievement"]
    )
    assert {"expires", "evidence", "narrative"}.isdisjoint(ob2.assertion(bare))


def test_a_place_in_a_status_list_is_one_object_with_an_id(award: facts.AwardFacts) -> None:
    assert ob3.open_badge_credential(award)["credentialStatus"] == {
        "id": "https://badges.example.org/status/1#4711",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4711",
        "statusListCredential": "https://badges.example.org/status/1",
    }


def test_both_versions_say_the_same(award: facts.AwardFacts) -> None:
    new, old = ob3.open_badge_credential(award), ob2.assertion(award)
    subject, badge = new["credentialSubject"], old["badge"]
    achievement = subject["achievement"]
    assert old["recipient"]["identity"] == subject["identifier"][0]["identityHash"]
    assert old["issuedOn"] == new["awardedDate"]
    assert old["expires"] == new["validUntil"]
    assert [item["name"] for item in old["evidence"]] == [i["name"] for i in new["evidence"]]
    for name in ("id", "name", "description", "criteria", "version"):
        assert badge[name] == achievement[name]
    assert badge["image"] == achievement["image"]["id"]
    assert badge["tags"] == achievement["tag"]
    for before, after in zip(badge["alignment"], achievement["alignment"], strict=True):
        assert {**before, "type": ["Alignment"]} == after
    for result in award.results:
        assert f"{result.competency}: {result.statement}" in old["narrative"]


def test_an_assertion_is_hosted_and_carries_its_badge(award: facts.AwardFacts) -> None:
    assertion = ob2.assertion(award)
    assert assertion["@context"] == "https://w3id.org/openbadges/v2"
    assert assertion["id"] == award.assertion_url
    assert assertion["verification"] == {"type": "hosted"}
    assert {"@context": ob2.CONTEXT, **assertion["badge"]} == ob2.badge_class(
        award.achievement, award.issuer
    )
    assert assertion["badge"]["issuer"] == ob2.issuer_profile(award.issuer)["id"]


def test_a_revoked_assertion_says_why_and_nothing_else() -> None:
    assert ob2.revoked_assertion("https://a.org/1", "Awarded in error.\x07") == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://a.org/1",
        "revoked": True,
        "revocationReason": "Awarded in error.",
    }
