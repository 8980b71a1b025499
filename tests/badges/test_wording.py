"""Sentences that are made in English where no language is known, and said in the reader's."""

from datetime import UTC, datetime

import pytest

from badges.credentials.report import Check, Findings, Report
from badges.credentials.wording import Wording, said
from badges.wording import in_words

DAY = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.fixture
def spoken(monkeypatch):
    """A language in which every sentence is turned inside out."""
    monkeypatch.setattr("badges.wording.gettext", lambda text: f"«{text}»")


@pytest.mark.parametrize(
    ("wording", "english"),
    [
        (said("It is whole."), "It is whole."),
        (said("It expired on %(day)s.", day=DAY), "It expired on 05 March 2026."),
        (said("%(host)s is not known", host="x.example"), "x.example is not known"),
        (said("Lacks %(parts)s.", parts=(said("a name"), said("a date"))), "Lacks a name, a date."),
        (said("No: %(why)s.", why=said("it is %(size)d", size=3)), "No: it is 3."),
    ],
)
def test_a_wording_is_the_english_sentence_and_so_is_what_is_said_in_english(wording, english):
    assert wording == english
    assert in_words(wording) == english


def test_in_another_language_sentences_and_what_stands_in_them_are_translated(spoken):
    wording = said("No: %(why)s (%(host)s).", why=said("broken"), host="100% x")
    assert in_words(wording) == "«No: «broken» (100% x).»"


def test_a_list_is_translated_piece_by_piece(spoken):
    assert in_words(said("%(parts)s", parts=(said("a"), said("b")))) == "««a», «b»»"


def test_an_exception_carries_its_wording(spoken):
    assert in_words(str(ValueError(said("broken")))) == "«broken»"


def test_the_text_of_a_stranger_is_left_alone(spoken):
    assert in_words("50% of %(this)s") == "50% of %(this)s"


def test_a_report_that_was_broken_off_is_made_of_wordings_throughout():
    findings = Findings("Open Badges 3.0")
    report = findings.report()
    assert isinstance(report, Report)
    for check in report.checks:
        assert isinstance(check, Check)
        assert isinstance(check.name, Wording)
        assert isinstance(check.explanation, Wording)
