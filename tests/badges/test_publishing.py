from datetime import timedelta

import pytest
from django.utils import timezone

from badges.credentials.status_list import decode
from badges.credentials.texts import parse_timestamp
from badges.keys import rotate
from badges.models import StatusList
from badges.models.award import STATUS_LIST_LENGTH
from badges.publishing import (
    STATUS_LIST_RENEWAL,
    publish_status_list,
    unpublished_status_lists,
)

pytestmark = pytest.mark.django_db


def test_a_fresh_list_is_long_enough_and_revokes_nobody(earned):
    document = publish_status_list(earned.status_list_id)
    bits = decode(document["credentialSubject"]["encodedList"])
    assert len(bits) * 8 == STATUS_LIST_LENGTH
    assert not any(bits)


def test_a_list_names_its_address_its_issuer_and_until_when_to_believe_it(earned):
    document = publish_status_list(earned.status_list_id)
    assert document["id"] == f"https://cairn.example/status/{earned.status_list_id}"
    assert document["issuer"] == earned.badge.issuer.did
    assert document["validUntil"] > document["validFrom"]


def test_a_list_that_was_signed_just_now_is_believed_by_who_asked_just_before(earned):
    asked_at = timezone.now()
    document = publish_status_list(earned.status_list_id)
    assert parse_timestamp(document["validFrom"]) <= asked_at - timedelta(minutes=4)


def test_a_list_that_has_not_changed_is_not_signed_again(earned):
    first = publish_status_list(earned.status_list_id)
    assert publish_status_list(earned.status_list_id) == first
    assert unpublished_status_lists() == []


def test_a_list_is_renewed_before_it_runs_out(earned):
    publish_status_list(earned.status_list_id)
    before = timezone.now() - STATUS_LIST_RENEWAL - timedelta(minutes=1)
    StatusList.objects.update(signed_at=before)
    assert unpublished_status_lists() == [earned.status_list_id]
    publish_status_list(earned.status_list_id)
    assert unpublished_status_lists() == []


def test_a_list_is_signed_with_the_new_key_after_a_rotation(earned):
    publish_status_list(earned.status_list_id)
    key = rotate(earned.badge.issuer)
    (proof,) = publish_status_list(earned.status_list_id)["proof"]
    assert proof["verificationMethod"] == key.verification_method
