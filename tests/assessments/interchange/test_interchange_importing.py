import pytest

from accounts.models import User
from assessments.importing import (
    ExportFormat,
    NotAllValidError,
    export_questions,
    import_questions,
    preview,
)
from assessments.models import Question, QuestionBank
from tests import factories

pytestmark = pytest.mark.django_db

TWO = b"""::Tea::Which tea is green?{=Sencha#Yes. ~Assam#That is black.}

::Stones::What marks the way?{=cairn#Yes. ~*#Think of stones.}
"""
WITHOUT_FEEDBACK = b"::Tea::Which tea is green?{=Sencha ~Assam}\n"
ONE_WRONG = TWO + b"\n::Bad::Which?{~One#No. ~Two#No.}\n"


@pytest.fixture
def bank() -> QuestionBank:
    return factories.a_bank(questions=0)


def test_questions_come_in_as_drafts_with_a_revision_of_the_editor(
    bank: QuestionBank, editor: User
) -> None:
    result = import_questions(TWO, "q.gift", bank, user=editor)
    assert [question.slug for question in result.questions] == ["tea", "stones"]
    for question in Question.objects.filter(bank=bank):
        assert not question.live
        assert question.has_unpublished_changes
        assert question.latest_revision.user == editor


def test_what_was_imported_is_what_the_file_says(bank: QuestionBank, editor: User) -> None:
    import_questions(TWO, "q.gift", bank, user=editor)
    data = export_questions(bank.questions.all(), ExportFormat.YAML).data.decode()
    assert f"competency: {bank.competency.slug}" in data
    assert "feedback: That is black." in data
    assert "id: tea" in data


@pytest.mark.parametrize(
    ("export_format", "ending"), [(ExportFormat.QTI, "-qti3.zip"), (ExportFormat.YAML, ".yaml")]
)
def test_an_export_comes_back_into_another_bank_as_the_same_questions(
    editor: User, bank: QuestionBank, export_format: ExportFormat, ending: str
) -> None:
    source = factories.a_bank(questions=3, competency=bank.competency)
    file = export_questions(source.questions.all(), export_format, name="tea")
    assert file.name == "tea" + ending
    import_questions(file.data, file.name, bank, user=editor)
    again = export_questions(bank.questions.all(), export_format, name="tea")
    assert again.data == file.data


def test_nothing_is_written_if_one_question_is_wrong(bank: QuestionBank, editor: User) -> None:
    with pytest.raises(NotAllValidError):
        import_questions(ONE_WRONG, "q.gift", bank, user=editor)
    assert not bank.questions.exists()


def test_nothing_is_written_if_a_question_of_the_file_cannot_be_read(
    bank: QuestionBank, editor: User
) -> None:
    with pytest.raises(NotAllValidError):
        import_questions(TWO + b"\nAn essay. {}\n", "q.gift", bank, user=editor)
    assert not bank.questions.exists()


def test_the_valid_ones_come_in_if_the_editor_says_so(bank: QuestionBank, editor: User) -> None:
    result = import_questions(ONE_WRONG, "q.gift", bank, user=editor, only_valid=True)
    assert (len(result.questions), result.left_out) == (2, 1)


def test_a_problem_is_shown_with_its_line(bank: QuestionBank) -> None:
    wrong = preview(ONE_WRONG, "q.gift", bank).questions[2]
    assert [remark.line for remark in wrong.problems] == [5]
    assert "exactly one option" in wrong.problems[0].message


def test_a_problem_in_yaml_is_shown_with_the_line_of_the_part(bank: QuestionBank) -> None:
    data = b"""- id: tea
  type: single_choice
  stem: Which?
  options:
    - text: One
      correct: true
      feedback: Yes.
    - text: one
      feedback: No.
"""
    [question] = preview(data, "q.yaml", bank).questions
    assert [remark.line for remark in question.problems] == [8]


def test_missing_feedback_does_not_keep_a_question_out_but_unpublished(
    bank: QuestionBank, editor: User
) -> None:
    [question] = preview(WITHOUT_FEEDBACK, "q.gift", bank).questions
    assert question.is_valid
    assert len(question.to_write) == 2
    result = import_questions(WITHOUT_FEEDBACK, "q.gift", bank, user=editor, publish=True)
    assert result.published == 0
    assert not bank.questions.get().live


def test_complete_questions_are_published_if_asked(bank: QuestionBank, editor: User) -> None:
    result = import_questions(TWO, "q.gift", bank, user=editor, publish=True)
    assert result.published == 2
    assert bank.questions.filter(live=True).count() == 2


def test_the_same_file_twice_leaves_the_bank_as_it_is(bank: QuestionBank, editor: User) -> None:
    import_questions(TWO, "q.gift", bank, user=editor)
    result = import_questions(TWO, "q.gift", bank, user=editor)
    assert (result.questions, result.left_out) == ((), 2)
    assert bank.questions.count() == 2


def test_a_question_that_stands_twice_in_the_file_comes_in_once(
    bank: QuestionBank, editor: User
) -> None:
    result = import_questions(TWO + b"\n" + TWO, "q.gift", bank, user=editor)
    assert len(result.questions) == 2


def test_an_equal_stem_and_a_taken_short_name_are_pointed_out(
    bank: QuestionBank, editor: User
) -> None:
    import_questions(TWO, "q.gift", bank, user=editor)
    changed = TWO.replace(b"Assam", b"Earl Grey")
    tea, stones = preview(changed, "q.gift", bank).questions
    assert [note.message for note in tea.notes] == [
        "The short name “tea” is taken, so it gets another.",
        "“tea” has the same stem. Compare the two.",
    ]
    assert (tea.slug, tea.already_there, stones.already_there) == ("tea-2", False, True)


def test_a_behaviour_of_the_banks_competency_is_set(bank: QuestionBank, editor: User) -> None:
    behaviour = bank.competency.behaviours.first()
    data = f"""- id: tea
  competency: {bank.competency.slug}
  behaviour: {behaviour.slug}
  type: short_text
  stem: Name it.
  accepted: [tea]
"""
    import_questions(data.encode(), "q.yaml", bank, user=editor)
    assert bank.questions.get().behaviour == behaviour


def test_a_behaviour_or_competency_that_the_bank_has_not_is_pointed_out(
    bank: QuestionBank, editor: User
) -> None:
    data = b"""- {id: tea, competency: other, behaviour: unknown, type: short_text, stem: Name it.,
   accepted: [tea], feedback_right: Yes., feedback_wrong: No.}
"""
    [question] = preview(data, "q.yaml", bank).questions
    assert question.behaviour is None
    assert ["“other”" in question.notes[0].message, "“unknown”" in question.notes[1].message] == [
        True,
        True,
    ]


def test_a_question_of_a_thousand_faults_shows_the_first_of_them(bank: QuestionBank) -> None:
    data = b"- type: short_text\n" + b"".join(b"  k%d: 1\n" % number for number in range(1000))
    [question] = preview(data, "q.yaml", bank).questions
    assert len(question.problems) == 20


def test_a_preview_writes_nothing(bank: QuestionBank) -> None:
    preview(TWO, "q.gift", bank)
    assert not Question.objects.exists()


def test_an_export_holds_no_ids_that_the_editor_did_not_write(
    bank: QuestionBank, editor: User
) -> None:
    import_questions(TWO, "q.gift", bank, user=editor)
    text = export_questions(bank.questions.all(), ExportFormat.YAML).data.decode()
    assert text.count("id:") == 2
