from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Notice
from accounts.notice_kinds import BADGE, CREDENTIAL
from badges import fetching, keys, publishing
from badges.models import Award, Credential, IssuerKey
from badges.sweeping import sweep
from badges.verifying import verify_content
from badges.views.responses import serialized
from tests import factories

pytestmark = pytest.mark.django_db


def verdict(document):
    found = verify_content(
        serialized(document), now=timezone.now(), fetcher=fetching.of_the_internet()
    )
    return found.report.verdict


def test_an_issuer_gets_its_key_at_the_first_use_and_keeps_it():
    issuer = factories.an_issuer()
    assert keys.signing_key(issuer) == keys.signing_key(issuer)


def test_the_private_key_cannot_be_read_in_the_database():
    key = keys.signing_key(factories.an_issuer())
    raw = keys.private_key(key).private_bytes_raw()
    assert raw not in bytes(key.encrypted_private_key)


def test_a_key_opens_with_any_of_the_secrets_and_with_no_other(settings):
    settings.ISSUER_KEY_SECRETS = ["old"]
    key = keys.signing_key(factories.an_issuer())
    settings.ISSUER_KEY_SECRETS = ["new", "old"]
    keys.private_key(key)
    settings.ISSUER_KEY_SECRETS = ["new"]
    with pytest.raises(ImproperlyConfigured, match="opens the private key"):
        keys.private_key(key)


def test_after_a_rotation_the_new_key_signs_and_the_old_badge_still_verifies(
    earned, earn, badge, other_learner
):
    old = earned.credential.key
    new = keys.rotate(badge.issuer)
    assert earn(badge, other_learner).credential.key == new != old
    assert verdict(earned.credential.document) == "passed"


def test_nothing_that_a_compromised_key_signed_verifies(earned, badge):
    keys.rotate(badge.issuer, compromised=True)
    assert verdict(earned.credential.document) == "failed"


def test_the_sweep_signs_anew_what_a_compromised_key_has_signed(earned, badge):
    keys.rotate(badge.issuer, compromised=True)
    sweep(timedelta(0))
    signed_anew = Credential.objects.get()
    assert signed_anew.document["id"] == earned.credential.document["id"]
    assert signed_anew.document["awardedDate"] == earned.credential.document["awardedDate"]
    assert verdict(signed_anew.document) == "passed"


def test_the_did_document_lists_a_compromised_key_as_revoked(badge):
    old = keys.signing_key(badge.issuer)
    new = keys.rotate(badge.issuer, compromised=True)
    document = publishing.did_document(badge.issuer)
    methods = {method["id"]: method for method in document["verificationMethod"]}
    assert "revoked" in methods[old.verification_method]
    assert document["assertionMethod"] == [new.verification_method]


def test_the_did_document_still_trusts_a_retired_key(badge):
    old = keys.signing_key(badge.issuer)
    new = keys.rotate(badge.issuer)
    trusted = publishing.did_document(badge.issuer)["assertionMethod"]
    assert trusted == [old.verification_method, new.verification_method]


def test_the_command_rotates_the_key_of_the_issuer_it_names(badge, capsys):
    old = keys.signing_key(badge.issuer)
    call_command("rotate_issuer_key", badge.issuer.slug)
    old.refresh_from_db()
    assert old.retired_at is not None
    assert old.compromised_at is None
    assert IssuerKey.objects.signing().get().public_key_multibase in capsys.readouterr().out


def test_the_command_marks_a_compromised_key(badge):
    old = keys.signing_key(badge.issuer)
    call_command("rotate_issuer_key", badge.issuer.slug, "--compromised")
    old.refresh_from_db()
    assert old.compromised_at is not None


def test_the_command_names_the_issuers_there_are(badge):
    with pytest.raises(CommandError, match=badge.issuer.slug):
        call_command("rotate_issuer_key", "nobody")


class TestTellingOfANewSignature:
    def sign_anew(self, issuer, committed):
        keys.rotate(issuer, compromised=True)
        with committed():
            sweep(timedelta(0))
            sweep(timedelta(0))

    def test_the_learner_is_told_once_to_replace_their_copies(self, earned, badge, committed):
        mail.outbox.clear()

        self.sign_anew(badge.issuer, committed)

        [message] = mail.outbox
        assert message.to == [earned.recipient.email]
        assert "signed again" in message.subject
        assert earned.get_absolute_url() in message.body

    def test_and_again_if_the_next_key_gets_out_as_well(self, earned, badge, committed):
        self.sign_anew(badge.issuer, committed)
        self.sign_anew(badge.issuer, committed)

        assert Notice.objects.filter(kind=CREDENTIAL.name).count() == 2

    def test_who_was_never_told_of_the_badge_hears_of_the_badge_only(
        self, earned, badge, committed
    ):
        Award.objects.update(notice=None)
        Notice.objects.all().delete()

        self.sign_anew(badge.issuer, committed)

        assert list(Notice.objects.values_list("kind", flat=True)) == [BADGE.name]

    def test_a_key_that_is_only_retired_is_nothing_to_tell_of(self, earned, badge, committed):
        keys.rotate(badge.issuer)
        with committed():
            sweep(timedelta(0))

        assert not Notice.objects.filter(kind=CREDENTIAL.name).exists()
