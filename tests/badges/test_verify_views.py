"""`/verify/`, as an employer meets it."""

import json
import random
import struct
import zlib
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from badges import fetching
from badges.credentials.baking import extract
from badges.credentials.doors import Unreachable
from badges.fetching import Answer
from badges.forms import LARGEST_FILE, MOST_READ, CappedUpload
from badges.models import Award
from badges.revoking import revoke
from badges.views.responses import serialized
from badges.views.verify import MOST_A_MINUTE

pytestmark = pytest.mark.django_db

GENUINE = "This badge is genuine and valid"
DO_NOT = "Do not rely on this badge"
NOT_EVERYTHING = "We could not check everything"


class Web:
    """The rest of the internet: what stands at which address. It notes who asks."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []

    def fetch(self, url: str, *, accept: str = "*/*") -> Answer:
        self.asked.append(url)
        if url not in self.answers:
            raise Unreachable("nobody answers")
        status, body = self.answers[url]
        return Answer(url, status, body)


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    found = Web()
    monkeypatch.setattr(fetching, "of_the_internet", lambda: found)
    return found


@pytest.fixture
def verify(client):
    """`verify(url)`, `verify(text=…)` or `verify(file=…)` gives the page as text."""

    def run(url="", *, text="", file=b"", name="badge.png", email=""):
        if url:
            response = client.get("/verify/", {"url": url})
        else:
            data = {"badge": text, "email": email}
            if file:
                data["file"] = SimpleUploadedFile(name, file)
            response = client.post("/verify/", data)
        assert response.status_code in (200, 400)
        return unescape(response.content.decode())

    return run


def address(award, name=""):
    return f"https://cairn.example/awards/{award.pk}/{name}"


def picture(award, client, kind="png"):
    return client.get(f"/awards/{award.pk}/badge.{kind}").content


class TestOurOwn:
    @pytest.mark.parametrize(
        "name", ["", "credential.json", "assertion.json", "badge.png", "badge.svg"]
    )
    def test_each_address_of_an_award_is_verified_without_asking_the_network(
        self, earned, verify, web, name
    ):
        assert GENUINE in verify(address(earned, name))
        assert web.asked == []

    def test_an_address_without_its_scheme_or_last_slash_will_do(self, earned, verify):
        assert GENUINE in verify(address(earned).removeprefix("https://").rstrip("/"))

    def test_it_says_who_earned_what_and_who_says_so(self, earned, verify):
        page = verify(address(earned))
        for said in ("Lena Learner", "Empathy", earned.badge.issuer.name, "Reached the mark."):
            assert said in page

    def test_every_check_is_named_with_its_answer_in_words(self, earned, verify):
        page = verify(address(earned))
        for name in (
            "It is a credential",
            "It is whole and unchanged",
            "The issuer stands behind it",
            "It has not been withdrawn",
            "It is within its dates",
        ):
            assert f'{name}: <span class="check__word">Yes</span>' in page

    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_a_downloaded_picture_is_verified(self, earned, verify, client, kind):
        assert GENUINE in verify(file=picture(earned, client, kind), name=f"badge.{kind}")

    def test_a_pasted_document_is_verified(self, earned, verify):
        assert GENUINE in verify(text=serialized(earned.credential.document))

    def test_a_revoked_badge_is_named_as_withdrawn_with_the_reason(
        self, earned, verify, coordinator, client
    ):
        png = picture(earned, client)
        revoke(earned, by=coordinator, reason="The attempt was somebody else's.")
        for page in (
            verify(address(earned)),
            verify(address(earned, "assertion.json")),
            verify(file=png),
        ):
            assert DO_NOT in page
            assert 'It has not been withdrawn: <span class="check__word">No</span>' in page
            assert "The attempt was somebody else's." in page

    def test_one_that_was_revoked_before_it_was_signed_is_named_as_withdrawn(
        self, badge, learner, coordinator, verify
    ):
        from badges.awarding import award

        made = award(badge=badge, recipient=learner, narrative="Passed.")
        revoke(made, by=coordinator, reason="By mistake.")
        assert DO_NOT in verify(address(made))

    def test_an_expired_badge_is_named_as_expired(self, badge, learner, earn, verify, monkeypatch):
        badge.valid_months = 1
        badge.save()
        made = earn(badge, learner)
        later = timezone.now() + timedelta(days=60)
        monkeypatch.setattr("badges.views.verify.timezone.now", lambda: later)
        monkeypatch.setattr("badges.publishing.timezone.now", lambda: later)
        page = verify(address(made))
        assert DO_NOT in page
        assert "It expired on" in page

    def test_one_that_is_being_signed_asks_for_patience(self, badge, learner, verify):
        from badges.awarding import award

        made = award(badge=badge, recipient=learner, narrative="Passed.")
        assert "is being signed" in verify(address(made))

    def test_an_award_that_does_not_exist_is_said_not_to(self, db, verify, web):
        missing = "0f8fad5b-d9cb-469f-a165-70867728950e"
        page = verify(f"https://cairn.example/awards/{missing}/")
        assert "There is no award at this address of ours" in page
        assert web.asked == []

    def test_the_persons_email_is_compared(self, earned, verify):
        document = serialized(earned.credential.document)
        assert GENUINE in verify(text=document, email="Lena@Example.org")
        wrong = verify(text=document, email="otto@example.org")
        assert DO_NOT in wrong
        assert "issued to another e-mail address" in wrong

    def test_nobodys_email_is_shown(self, earned, verify):
        page = verify(text=serialized(earned.credential.document), email="lena@example.org")
        assert "lena@example.org" not in page


class TestTampering:
    @pytest.mark.parametrize(
        ("was", "becomes"),
        [
            ("Lena Learner", "Otto Learner"),
            ("Passed the assessment.", "Passed with honours."),
            ("2026", "2025"),
        ],
    )
    def test_a_changed_text_is_named_as_a_broken_signature(self, earned, verify, was, becomes):
        document = serialized(earned.credential.document)
        year = str(timezone.now().year)
        was = year if was == "2026" else was
        assert was in document
        page = verify(text=document.replace(was, becomes))
        assert DO_NOT in page
        assert 'It is whole and unchanged: <span class="check__word">No</span>' in page

    def test_a_changed_byte_inside_a_picture_is_named(self, earned, verify, client):
        png = picture(earned, client)
        credential = extract(png).credential
        changed = rebaked(png, credential.replace("Lena", "Lana"))
        page = verify(file=changed)
        assert DO_NOT in page
        assert 'It is whole and unchanged: <span class="check__word">No</span>' in page

    def test_a_picture_that_was_damaged_on_the_way_is_named(self, earned, verify, client):
        png = bytearray(picture(earned, client))
        png[png.index(b"Lena")] ^= 1
        assert "the PNG image is damaged" in verify(file=bytes(png))

    def test_no_byte_of_a_document_can_be_changed_unnoticed(self, earned, verify):
        document = serialized(earned.credential.document)
        chance = random.Random(4)
        for _ in range(12):
            place = chance.randrange(len(document))
            other = "q" if document[place] != "q" else "z"
            assert GENUINE not in verify(text=document[:place] + other + document[place + 1 :])

    def test_signed_in_the_name_of_another_issuer_is_named(self, earned, verify):
        document = json.loads(serialized(earned.credential.document))
        document["issuer"]["id"] = "did:web:cairn.example:issuers:somebody-else"
        page = verify(text=json.dumps(document))
        assert DO_NOT in page
        assert 'The issuer stands behind it: <span class="check__word">No</span>' in page


def rebaked(png: bytes, credential: str) -> bytes:
    """The picture with another credential in its chunk, with a right checksum."""
    kind = b"iTXt"
    start = png.index(kind + b"openbadgecredential") - 4
    (length,) = struct.unpack_from(">I", png, start)
    data = b"openbadgecredential\0\0\0\0\0" + credential.encode()
    chunk = struct.pack(">I", len(data)) + kind + data
    chunk += struct.pack(">I", zlib.crc32(kind + data))
    return png[:start] + chunk + png[start + 12 + length :]


def chunked(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class TestHostileFiles:
    def test_a_picture_without_a_badge_is_named(self, badge, verify, client):
        plain = client.get("/badges/empathy/image.png").content
        assert "This image has no badge inside" in verify(file=plain)

    def test_a_picture_that_is_cut_short_is_named(self, earned, verify, client):
        png = picture(earned, client)
        for end in (9, 40, len(png) // 2, len(png) - 1):
            page = verify(file=png[:end])
            assert DO_NOT in page
            assert "cut short" in page

    def test_a_file_that_is_no_picture_is_named(self, verify):
        assert DO_NOT in verify(file=b"\x00\x01\x02 not a badge")

    def test_a_bomb_in_a_picture_is_not_unpacked(self, verify):
        header = chunked(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        bomb = zlib.compress(b" " * 200_000_000, 9)
        text = b"openbadgecredential\0\1\0\0\0" + bomb
        png = b"\x89PNG\r\n\x1a\n" + header + chunked(b"iTXt", text) + chunked(b"IEND", b"")
        assert len(png) < LARGEST_FILE
        assert "too large" in verify(file=png)

    def test_entities_in_an_svg_are_not_expanded(self, verify):
        svg = (
            b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
        )
        assert DO_NOT in verify(file=svg, name="badge.svg")

    def test_json_that_is_nested_without_end_is_named(self, verify):
        assert DO_NOT in verify(text="[" * 100_000)

    def test_markup_in_a_document_is_shown_as_text(self, earned, client):
        document = serialized(earned.credential.document)
        document = document.replace("Lena Learner", "<img src=x onerror=alert(1)>")
        page = client.post("/verify/", {"badge": document}).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page

    def test_a_link_in_a_document_that_is_no_web_address_is_not_made_one(self, earned, verify):
        document = json.loads(serialized(earned.credential.document))
        document["issuer"]["url"] = "javascript:alert(1)"
        assert 'href="javascript:' not in verify(text=json.dumps(document))


class TestTooMuch:
    def test_a_file_over_the_limit_is_answered_in_words(self, client):
        file = SimpleUploadedFile("big.png", b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST_FILE)
        response = client.post("/verify/", {"file": file})
        assert response.status_code == 413
        assert "too large to be a badge" in response.content.decode()

    def test_a_file_of_fifty_megabytes_is_answered_in_words(self, client):
        file = SimpleUploadedFile("big.png", bytes(50 * 1024 * 1024))
        response = client.post("/verify/", {"file": file})
        assert response.status_code == 413
        assert "too large to be a badge" in response.content.decode()

    def test_of_a_large_upload_no_more_than_the_limit_is_kept(self):
        upload = CappedUpload(limit=1000)
        upload.new_file("file", "big.png", "image/png", None)
        for start in range(0, 100_000, 100):
            upload.receive_data_chunk(bytes(100), start)
        assert upload.is_too_large
        assert upload.file_complete(100_000).size == 1001

    def test_an_upload_without_end_is_hung_up_on(self):
        from django.core.files.uploadhandler import StopUpload

        upload = CappedUpload()
        upload.new_file("file", "big.png", "image/png", None)
        with pytest.raises(StopUpload):
            upload.receive_data_chunk(bytes(100), MOST_READ + 1)

    def test_further_files_are_not_kept_at_all(self):
        from django.core.files.uploadhandler import SkipFile

        upload = CappedUpload()
        upload.new_file("file", "one.png", "image/png", None)
        with pytest.raises(SkipFile):
            upload.new_file("file", "two.png", "image/png", None)

    def test_a_text_over_the_limit_is_answered_in_words(self, client):
        response = client.post("/verify/", {"badge": "x" * 4 * 1024 * 1024})
        assert response.status_code == 413
        assert "too large to be a badge" in response.content.decode()

    def test_a_body_that_is_no_form_is_answered_in_words(self, client):
        response = client.post("/verify/", b"--", content_type="multipart/form-data; boundary=")
        assert response.status_code == 400
        assert "could not be read" in response.content.decode()

    def test_whoever_asks_all_the_time_is_asked_to_wait(self, earned, client):
        for _ in range(MOST_A_MINUTE):
            assert client.post("/verify/", {"badge": "{}"}).status_code == 200
        response = client.post("/verify/", {"badge": "{}"})
        assert response.status_code == 429
        assert "Wait a minute" in response.content.decode()
        other = client.post("/verify/", {"badge": "{}"}, REMOTE_ADDR="198.51.100.7")
        assert other.status_code == 200


class TestOthers:
    ISSUER = "https://uni.example/issuer.json"
    BADGE = "https://uni.example/badge.json"
    ASSERTION = "https://uni.example/assertion.json"

    @pytest.fixture
    def hosted(self, web):
        """A hosted Open Badges 2.0 assertion of somebody else."""
        documents = {
            self.ASSERTION: {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "Assertion",
                "id": self.ASSERTION,
                "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
                "badge": self.BADGE,
                "verification": {"type": "hosted"},
                "issuedOn": "2026-01-01T00:00:00Z",
            },
            self.BADGE: {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "BadgeClass",
                "id": self.BADGE,
                "name": "Welding",
                "description": "Welds.",
                "image": "https://uni.example/badge.png",
                "criteria": {"narrative": "Weld."},
                "issuer": self.ISSUER,
            },
            self.ISSUER: {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "Issuer",
                "id": self.ISSUER,
                "name": "Uni",
                "url": "https://uni.example/",
                "email": "badges@uni.example",
            },
        }
        for url, document in documents.items():
            web.answers[url] = (200, json.dumps(document).encode())
        return documents

    def test_a_hosted_badge_of_another_site_is_verified(self, hosted, verify):
        page = verify(self.ASSERTION)
        assert GENUINE in page
        assert "Welding" in page
        assert "Uni" in page

    def test_one_that_its_issuer_has_withdrawn_is_named(self, hosted, verify, web):
        body = {"id": self.ASSERTION, "revoked": True, "revocationReason": "Cheated."}
        web.answers[self.ASSERTION] = (410, json.dumps(body).encode())
        page = verify(self.ASSERTION)
        assert DO_NOT in page
        assert "Cheated." in page

    def test_one_whose_issuer_does_not_answer_is_left_open(self, hosted, verify, web):
        del web.answers[self.ISSUER]
        assert NOT_EVERYTHING in verify(self.ASSERTION)

    def test_an_address_where_nobody_answers_is_explained(self, verify):
        assert "Nothing could be fetched from this address" in verify("https://nobody.example/a")

    def test_an_address_that_is_a_web_page_is_explained(self, verify, web):
        web.answers["https://uni.example/"] = (200, b"<!DOCTYPE html><title>Uni</title>")
        assert "This address is a web page and not a badge" in verify("https://uni.example/")

    def test_an_address_with_nothing_at_it_is_explained(self, verify, web):
        web.answers["https://uni.example/x"] = (404, b"")
        assert "it answers with the error 404" in verify("https://uni.example/x")

    def test_no_more_addresses_are_asked_than_one_visit_is_worth(
        self, hosted, verify, web, monkeypatch
    ):
        monkeypatch.setattr("badges.verifying.MOST_REQUESTS", 2)
        assert NOT_EVERYTHING in verify(self.ASSERTION)
        assert len(web.asked) == 2

    def test_no_longer_is_asked_than_one_visit_is_worth(self, hosted, verify, web, monkeypatch):
        monkeypatch.setattr("badges.verifying.PATIENCE", -1)
        assert "Nothing could be fetched" in verify(self.ASSERTION)
        assert web.asked == []

    def test_our_badge_that_names_a_foreign_list_is_not_believed(self, earned, verify):
        document = json.loads(serialized(earned.credential.document))
        document["credentialStatus"]["statusListCredential"] = "https://uni.example/list"
        assert GENUINE not in verify(text=json.dumps(document))


class TestTheForm:
    def test_nothing_given_is_answered_in_words(self, client):
        response = client.post("/verify/", {})
        assert response.status_code == 400
        assert "Give a link or choose a file first." in response.content.decode()

    def test_two_things_at_once_are_answered_in_words(self, client):
        file = SimpleUploadedFile("badge.json", b"{}")
        response = client.post("/verify/", {"badge": "{}", "file": file})
        assert response.status_code == 400
        assert "one badge at a time" in response.content.decode()

    def test_it_needs_no_token_and_sets_no_cookie(self, earned):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        response = strict.post("/verify/", {"badge": address(earned)})
        assert response.status_code == 200
        assert not response.cookies

    def test_nothing_that_was_found_is_kept_by_caches(self, earned, client):
        response = client.get("/verify/", {"url": address(earned)})
        assert response["Cache-Control"] == "no-store"

    def test_verifying_changes_nothing(self, earned, verify):
        before = Award.objects.values().get()
        verify(address(earned))
        assert Award.objects.values().get() == before
