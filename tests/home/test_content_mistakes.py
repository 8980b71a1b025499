"""What an author gets wrong is named with its file, its line and what to do. No database."""

from pathlib import Path

import pytest

from home import content
from tests.loaded import a_copy_of_the_content, change

COURSE = "collaboration"
MODULE = "1-build-trust-and-shared-purpose"
LESSON = f"{COURSE}/{MODULE}/1-what-silence-costs.md"
QUESTIONS = f"{COURSE}/questions.yaml"
MISTAKES = [
    ("issuer.yaml", "slug: cairn", "slug: Cairn", "is no slug"),
    ("competencies.yaml", "- slug: listen-actively", "- slug: validate-feelings-and-perceptions",
     "has been used in line"),
    ("competencies.yaml", "slug: let-them-finish", "slug: give-full-attention",
     "has been used in line"),
    ("badges/empathy.yaml", "issuer: cairn", "issuer: other", "There is no issuer “other-"),
    ("badges/empathy.yaml", "- listen-actively", "- listen", "There is no competency “listen”"),
    ("badges/empathy.yaml", "hours: [8, 10]", "hours: [10, 8]", "is the smaller one"),
    ("badges/empathy.yaml", "emblem: empathy", "emblem: heart", "“emblem” is “heart”. Choose one"),
    ("badges/innovation.yaml", "competencies: []", "competencies: [listen-actively]",
     "rests on no competencies; there are 1."),
    ("pathways/innovation.yaml", "macro_badge: innovation", "macro_badge: empathy",
     "must be of kind “macro”"),
    ("pathways/leadership.yaml", "badge: leadership-training", "badge: innovation-training",
     "is awarded at"),
    ("pathways/innovation.yaml", "- critical-thinking", "- critical", "There is no badge"),
    ("pathways/innovation.yaml", "step: describe-a-problem", "step: introduction-to-innovation",
     "has a step “introduction-to-innovation” already"),
    ("pathways/leadership.yaml", "at_least: 1", "at_least: 9", "more badges than are named"),
    ("pathways/leadership.yaml", "level: training", "level: application", "The levels are"),
    ("pages/home.md", "headline:", "headlin:", "Did you mean “headline”?"),
    ("pages/about.md", "## ", "# ", "Headings begin with ## or ###."),
    (f"{COURSE}/course.md", "badge: collaboration", "badge: innovation",
     "A course leads to a badge of kind"),
    (f"{COURSE}/assessment.yaml", "questions: 4", "questions: 40", "but there are 9"),
    (f"{COURSE}/assessment.yaml", "- competency: work-through-conflict",
     "- competency: listen-actively", "The badge does not rest on “listen-actively”"),
    (QUESTIONS, "id: trust-02", "id: trust-01", "is the id of line 3 already"),
    (QUESTIONS, "type: best_worst", "type: bestworst", "There is no question type “bestworst”"),
    (QUESTIONS, "judgement: best", "judgement: worst", "Judge exactly one response as best"),
    (QUESTIONS, "behaviour: agree-a-shared-purpose", "behaviour: make-work-visible",
     "has no behaviour “make-work-visible”"),
    (f"{COURSE}/{MODULE}/module.md", "competency: build", "competency: unbuild",
     "There is no competency"),
    (LESSON, "teaches: [admit-limits", "teaches: [admit-limit", "has no behaviour “admit-limit”"),
    (LESSON, "```check\n", "```chek\n", "There is no block “chek”"),
    (LESSON, "    correct: true\n", "", "Mark exactly one option as correct"),
    (LESSON, "tone: note", "tone: loud", "“tone” is “loud”"),
    (LESSON, "key: coat-on", "key: Coat on", "is no slug"),
    (f"{COURSE}/{MODULE}/2-four-things-people-can-see.md", "say-it-early.svg", "gone.svg",
     "There is no file “gone.svg” beside the lesson"),
    (f"{COURSE}/{MODULE}/2-four-things-people-can-see.md", "![A chart", "text ![A chart",
     "There can't be a picture inside a text here"),
    (f"{COURSE}/{MODULE}/say-it-early.svg", "<rect", "<script/><rect", "Take <script> out"),
    (f"{COURSE}/{MODULE}/3-practise-two-weeks-to-clinic-day.md", "to: rooms-shared",
     "to: nowhere", "leads to “nowhere”, which does not exist"),
    (f"{COURSE}/{MODULE}/3-practise-two-weeks-to-clinic-day.md",
     "behaviour: agree-a-shared-purpose", "behaviour: agree", "has no behaviour “agree”"),
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content folder, to make mistakes in."""
    return a_copy_of_the_content(tmp_path)


@pytest.mark.parametrize(("file", "old", "new", "words"), MISTAKES, ids=[m[3] for m in MISTAKES])
def test_a_mistake_is_named_in_its_file_with_what_to_do(
    root: Path, file: str, old: str, new: str, words: str
) -> None:
    change(root / file, old, new)

    _found, problems = content.read(root)

    told = [problem for problem in problems if words in problem.message]
    assert told, list(problems)
    assert {problem.file for problem in told} == {str(root / file)}
    assert all(problem.message.endswith((".", "?")) for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (QUESTIONS, "judgement: worst", "judgement: bad"),
        (LESSON, "tone: note", "tone: loud"),
        ("badges/empathy.yaml", "- listen-actively", "- listen"),
        ("pathways/innovation.yaml", "step: describe-a-problem", "step: A problem"),
    ],
)
def test_a_mistake_is_named_at_its_line(root: Path, file: str, old: str, new: str) -> None:
    line = (root / file).read_text().split(old)[0].count("\n") + 1
    change(root / file, old, new)

    _found, problems = content.read(root)

    assert line in [problem.line for problem in problems]


def test_a_file_that_no_lesson_uses_is_named(root: Path) -> None:
    (root / COURSE / MODULE / "forgotten-lesson.md").write_text("---\n---\n")

    _found, problems = content.read(root)

    assert ["No lesson uses this file" in problem.message for problem in problems] == [True]


def test_a_course_folder_without_its_course_is_named(root: Path) -> None:
    (root / COURSE / "course.md").unlink()

    _found, problems = content.read(root)

    assert [Path(problem.file).name for problem in problems] == ["course.md"]


def test_a_file_whose_name_is_no_slug_is_named(root: Path) -> None:
    (root / "badges" / "empathy.yaml").rename(root / "badges" / "Empathy.yaml")

    _found, problems = content.read(root)

    assert [problem.message for problem in problems if problem.file.endswith("Empathy.yaml")] == [
        "The name is a slug: small letters, digits and single hyphens, 50 characters at most. "
        "Rename it."
    ]
