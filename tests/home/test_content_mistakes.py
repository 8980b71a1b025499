"""What an author gets wrong is named with its file, its line and what to do. No database."""

import re
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
    (f"{COURSE}/assessment.yaml", "questions: 4", "questions: 40", "but there are 12"),
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
    (LESSON, "It is ten to seven in the morning on a hospital ward.",
     "Organisational interdependencies notwithstanding, institutional communication " * 40,
     "Shorten its sentences"),
    (LESSON, "It is ten to seven", "[It](/badges/colaboration/) is ten to seven",
     "Did you mean “/badges/collaboration/”?"),
    (LESSON, "It is ten to seven", "[It](/courses/collaboration/gone/) is ten to seven",
     "leads nowhere"),
    (LESSON, "It is ten to seven", "[It](page.html) is ten to seven", "must be an address"),
    (f"{COURSE}/course.md", "cover: cover.svg", "cover: gone.svg",
     "There is no file “gone.svg” beside course.md"),
    (f"{COURSE}/course.md", "cover: cover.svg", "cover: questions.yaml", "A picture is one of"),
    (f"{COURSE}/course.md", "cover: cover.svg\n", "", "There is no cover that this describes"),
    (f"{COURSE}/course.md", "cover_alt:", "# cover_alt:", "Say in “cover_alt” what the cover"),
    (f"{COURSE}/cover.svg", "<path", "<script/><path", "Take <script> out"),
    ("pages/about.md", "## ", "[x](/no-such-page/)\n\n## ", "leads nowhere"),
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


def test_a_link_to_a_page_or_a_view_of_the_site_is_no_mistake(root: Path) -> None:
    for target in ("/verify/", "/badges/", "/courses/collaboration/assessment/?next=1", "/about/"):
        change(root / LESSON, "It is ten", f"[x]({target}) It is ten")

    _found, problems = content.read(root)

    assert not list(problems)


def test_right_answers_that_are_always_the_longest_are_named(root: Path) -> None:
    questions = root / QUESTIONS
    lines = questions.read_text().split("\n")
    for number, line in enumerate(lines):
        if line.strip() in ("judgement: best", "correct: true"):
            before = next(n for n in range(number, 0, -1) if lines[n].startswith("    - text:"))
            quoted = lines[before].endswith('"')
            lines[before] = lines[before].rstrip('"') + " and so on" * 30 + '"' * quoted
    questions.write_text("\n".join(lines))

    _found, problems = content.read(root)

    assert ["the longest answer is the right one" in problem.message for problem in problems] == [
        True
    ]


TASKS = """
- id: a-shared-purpose
  competency: build-trust-and-shared-purpose
  title: Agree what a piece of work is for
  evidence: [text, file]
  instructions: |
    Take a piece of work and ask two people what it is for.

    ### What to hand in

    - One page.
  rubric:
    name: Shared purpose
    criteria:
"""
CRITERION = """
      - key: {key}
        name: {key}
        not_yet: Nothing of it is seen.
        developing: Some of it is seen.
        proficient: It is seen.
        exemplary: It is seen more than once.
"""


def with_a_task(root: Path, criteria: int = 3) -> Path:
    """The course's tasks replaced by one, for the first competency."""
    tasks = root / COURSE / "tasks.yaml"
    tasks.write_text(TASKS + "".join(CRITERION.format(key=f"c{n}") for n in range(criteria)))
    assessment = root / COURSE / "assessment.yaml"
    assessment.write_text(re.sub(r"    task(_role)?: .*\n", "", assessment.read_text()))
    change(
        assessment,
        "    mastery_mark: 75\n",
        "    mastery_mark: 75\n    task: a-shared-purpose\n    task_role: alternative\n",
    )
    return tasks


def test_a_task_with_its_rubric_is_no_mistake(root: Path) -> None:
    with_a_task(root)

    found, problems = content.read(root)

    assert not list(problems)
    (task,) = found.assessments[0].tasks.values()
    assert task.slug == "collaboration-a-shared-purpose"
    assert "<h3>What to hand in</h3>" in task.instructions


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("competency: build", "competency: unbuild", "There is no competency"),
        ("competency: build-trust-and-shared-purpose", "competency: work-through-conflict",
         "The task shows another competency"),
        ("evidence: [text, file]", "evidence: [text, song]", "“song”"),
        ("### What", "## What", "begin with ###"),
        ("key: c1", "key: c0", "Two criteria have the short name “c0”"),
        ("id: a-shared-purpose", "id: a-shared-aim", "There is no task “a-shared-purpose”"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_task_is_named(root: Path, old: str, new: str, words: str) -> None:
    change(with_a_task(root), old, new)

    _found, problems = content.read(root)

    assert any(words in problem.message for problem in problems), list(problems)


def test_a_rubric_of_two_criteria_is_too_short(root: Path) -> None:
    with_a_task(root, criteria=2)

    _found, problems = content.read(root)

    assert any(problem.file.endswith("tasks.yaml") for problem in problems)


def test_a_task_stands_for_questions_only_where_there_are_some(root: Path) -> None:
    with_a_task(root)
    change(root / COURSE / "assessment.yaml", "questions: 4", "questions: 0")

    _found, problems = content.read(root)

    assert any("only if there are both" in problem.message for problem in problems)


def test_a_task_names_a_step_of_a_pathway_that_is_there(root: Path) -> None:
    tasks = root / "tasks"
    tasks.mkdir(exist_ok=True)
    body = TASKS.split("title:")[1] + "".join(CRITERION.format(key=f"c{n}") for n in range(3))
    body = "title:" + "\n".join(line.removeprefix("  ") for line in body.split("\n"))
    step = "pathway: innovation\nlevel: foundational\nstep: describe-a-puzzle\n"
    (tasks / "describe-a-problem.yaml").write_text(step + body)

    _found, problems = content.read(root)
    change(tasks / "describe-a-problem.yaml", "puzzle", "problem")
    _found, none = content.read(root)

    assert [problem.line for problem in problems] == [3]
    assert not list(none)
