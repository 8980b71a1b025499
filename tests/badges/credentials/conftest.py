import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.credentials import facts, multikey, ob2, ob3, status_list
from badges.credentials.data_integrity import sign
from tests.badges.credentials.published import AWARDED, EMAIL, NOW, SITE, World


@pytest.fixture
def private_key() -> Ed25519PrivateKey:
    return multikey.generate_private_key()


@pytest.fixture
def issuer() -> facts.IssuerFacts:
    return facts.IssuerFacts(
        did=multikey.did_web(SITE, "issuers/main"),
        profile_url=f"{SITE}/issuers/main",
        name="Example University",
        url="https://www.example.org",
        email="badges@example.org",
        description="Awards badges.",
        image_url=f"{SITE}/logo.png",
    )


@pytest.fixture
def achievement() -> facts.AchievementFacts:
    return facts.AchievementFacts(
        url=f"{SITE}/badges/empathy",
        name="Empathy",
        description="Listens, and takes in what others see.",
        criteria="Show all four competencies.",
        criteria_url=f"{SITE}/badges/empathy/criteria",
        image_url=f"{SITE}/badges/empathy.png",
        tags=("empathy", "listening"),
        alignments=(
            facts.AlignmentFacts(
                "Teamwork", "https://frameworks.example/t1", "Works with others.", "Frame", "T1"
            ),
        ),
        competencies=(
            facts.CompetencyFacts(
                "Listen actively", "Hears people out.", f"{SITE}/competencies/listen-actively"
            ),
            facts.CompetencyFacts("Validate feelings"),
        ),
        version="3",
    )


@pytest.fixture
def award(achievement: facts.AchievementFacts, issuer: facts.IssuerFacts) -> facts.AwardFacts:
    return facts.AwardFacts(
        credential_url=f"{SITE}/credentials/1",
        assertion_url=f"{SITE}/assertions/1",
        image_url=f"{SITE}/credentials/1.png",
        recipient_name="Ada Lovelace",
        recipient_email=EMAIL,
        salt="Kosher",
        awarded_at=AWARDED,
        issued_at=AWARDED + timedelta(hours=1),
        expires_at=AWARDED + timedelta(days=365),
        narrative="Answered a customer in a scenario. Judged by rubric.",
        evidence=(
            facts.EvidenceFacts(f"{SITE}/evidence/1", "Reflection", "What I learned.", "Text"),
            facts.EvidenceFacts(None, "Conversation", "Held with a peer."),
        ),
        results=(
            facts.ResultFacts("Listen actively", "5 of 5 questions"),
            facts.ResultFacts("Validate feelings", "Proficient"),
        ),
        status=facts.StatusFacts(f"{SITE}/status/1", 4711),
        achievement=achievement,
        issuer=issuer,
    )


@pytest.fixture
def method(issuer: facts.IssuerFacts, private_key: Ed25519PrivateKey) -> str:
    key = multikey.public_key_multibase(private_key.public_key())
    return multikey.verification_method_id(issuer.did, key)


@pytest.fixture
def signed(award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str) -> dict[str, Any]:
    """A signed credential as anybody else would read it: out of JSON."""
    document = sign(ob3.open_badge_credential(award), private_key, method, AWARDED)
    copied: dict[str, Any] = json.loads(json.dumps(document))
    return copied


@pytest.fixture
def world(award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str) -> World:
    """Everything the issuer publishes, with nothing revoked."""
    assert award.status is not None
    did = award.issuer.did
    key = multikey.PublishedKey(method.partition("#")[2])
    revocations = status_list.status_list_credential(
        award.status.list_url,
        did,
        [],
        valid_from=AWARDED,
        valid_until=NOW + timedelta(days=30),
    )
    return World(
        {
            did: multikey.did_document(did, [key]),
            award.status.list_url: sign(revocations, private_key, method, AWARDED),
            award.assertion_url: ob2.assertion(award),
            award.issuer.profile_url: ob2.issuer_profile(award.issuer),
            award.achievement.url: ob2.badge_class(award.achievement, award.issuer),
        }
    )
