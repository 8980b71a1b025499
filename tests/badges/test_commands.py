import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from badges.awarding import award
from badges.models import Award, Credential
from badges.revoking import revoke

pytestmark = pytest.mark.django_db


def lines(capsys, *arguments):
    call_command("list_awards", *arguments)
    return capsys.readouterr().out.splitlines()


def test_list_awards_prints_one_address_a_line(earn, badge, learner, other_learner, capsys):
    made = [earn(badge, learner), earn(badge, other_learner)]
    assert sorted(lines(capsys)) == sorted(f"https://cairn.example/awards/{a.pk}/" for a in made)


def test_list_awards_leaves_out_what_was_revoked(earned, coordinator, capsys):
    revoke(earned, by=coordinator, reason="By mistake.")
    assert lines(capsys) == []


def test_list_awards_of_one_person(earn, badge, learner, other_learner, capsys):
    mine = earn(badge, learner)
    earn(badge, other_learner)
    assert lines(capsys, "--recipient", "LENA@example.org") == [
        f"https://cairn.example/awards/{mine.pk}/"
    ]


def test_list_awards_for_machines(earned, capsys):
    call_command("list_awards", "--json")
    (described,) = json.loads(capsys.readouterr().out)
    assert described["url"] == f"https://cairn.example/awards/{earned.pk}/"
    assert (described["badge"], described["recipient"]) == ("Empathy", "Lena Learner")


def test_sweep_signs_and_mails_what_was_left_undone(badge, learner):
    award(badge=badge, recipient=learner, narrative="Passed.")
    Award.objects.update(awarded_at=timezone.now() - timedelta(hours=1))
    call_command("sweep")
    assert Credential.objects.count() == 1
    assert len(mail.outbox) == 1
