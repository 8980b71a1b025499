"""What the content folder says about courses, modules and lessons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assessments.content_markdown import rich_text
from assessments.content_reading import course_folders
from badges.content_files import Document, Folder, Source
from badges.content_loading import longest
from badges.content_reading import BadgeContent, known_or_complain
from badges.content_shapes import Shape, fits, list_of, record, set_of, slug, text
from learning.content_blocks import PICTURES, Block, LessonReading, Media, check_drawing
from learning.pages import CoursePage, LessonPage, ModulePage
from learning.reading_age import reading_age, sentences_of

OUTCOMES = 4
# The years of age at which a lesson's prose may be read with ease.
YOUNGEST_READER, OLDEST_READER = 6, 14
COURSE = record(
    {
        "title": text("Title of the course", longest=longest(CoursePage, "title")),
        "badge": slug("Slug of the badge that it leads to"),
        "summary": text("One sentence", longest=longest(CoursePage, "summary")),
        "outcomes": list_of(
            "What one can do afterwards",
            text("You can ...", longest=200),
            least=OUTCOMES,
            most=OUTCOMES,
        ),
    },
    {
        "cover": text("Name of a picture's file beside course.md"),
        "cover_alt": text("What the cover shows", longest=longest(CoursePage, "cover_alt")),
    },
)
MODULE = record(
    {
        "title": text("Title of the module", longest=longest(ModulePage, "title")),
        "competency": slug("Slug of the competency that it serves"),
        "outcome": text("After this module you can ...", longest=longest(ModulePage, "outcome")),
    }
)
LESSON = record(
    {
        "title": text("Title of the lesson", longest=longest(LessonPage, "title")),
        "summary": text("One sentence", longest=longest(LessonPage, "summary")),
        "teaches": set_of(
            "Behaviours of the module's competency", slug("Slug of a behaviour"), least=1
        ),
    },
    {
        "sources": list_of(
            "Where it draws on others' work", text("Author (year). Title. Publisher.")
        )
    },
)
SCHEMAS: dict[str, tuple[str, Shape]] = {
    "course": ("Front matter of a course", COURSE),
    "module": ("Front matter of a module", MODULE),
    "lesson": ("Front matter of a lesson", LESSON),
}


@dataclass(frozen=True, slots=True)
class LessonContent:
    slug: str
    front: Source
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class ModuleContent:
    slug: str
    front: Source
    introduction: str
    lessons: list[LessonContent]


@dataclass(frozen=True, slots=True)
class CourseContent:
    """A course with its modules and lessons in order; introductions are rich text."""

    slug: str
    front: Source
    introduction: str
    modules: list[ModuleContent]
    cover: Media | None = None

    def lessons(self) -> Iterable[tuple[ModuleContent, LessonContent]]:
        return ((module, lesson) for module in self.modules for lesson in module.lessons)

    def media(self) -> dict[str, Media]:
        """The cover and the pictures and documents of all lessons, each once, by their names."""
        of_lessons = {
            block.media.name: block.media
            for _module, lesson in self.lessons()
            for block in lesson.blocks
            if block.media is not None
        }
        return of_lessons if self.cover is None else {self.cover.name: self.cover, **of_lessons}


def read(folder: Folder, badges: BadgeContent) -> list[CourseContent]:
    """The courses that could be read; what is wrong is in `folder.problems`."""
    courses = (_course(folder, path, badges) for path in course_folders(folder.root))
    return [course for course in courses if course is not None]


def _document(folder: Folder, path: Path, shape: Shape) -> Document | None:
    document = folder.markdown(path)
    if document is None or not fits(document.front, shape, folder.problems):
        return None
    return document


def _introduction(folder: Folder, document: Document) -> str:
    return rich_text(
        document.body,
        file=document.file,
        line=document.body_line,
        problems=folder.problems,
        headings=True,
    )


def _course(folder: Folder, path: Path, badges: BadgeContent) -> CourseContent | None:
    if not folder.is_slug(path):
        return None
    document = _document(folder, path / "course.md", COURSE)
    modules = [
        module
        for numbered in folder.numbered(path, wanted=_is_folder)
        if (module := _module(folder, path.name, numbered.slug, numbered.path, badges))
    ]
    if document is None:
        return None
    front = document.front
    if known_or_complain(front, badges.badges, folder.problems, "badge", "badge"):
        _check_modules(folder, front, badges.badges[front.value["badge"]], modules)
    introduction = _introduction(folder, document)
    return CourseContent(path.name, front, introduction, modules, _cover(folder, front, path))


def _cover(folder: Folder, front: Source, beside: Path) -> Media | None:
    name = front.value.get("cover")
    if name is None:
        if front.value.get("cover_alt"):
            front.complain(
                folder.problems,
                "There is no cover that this describes. Name its file in “cover”.",
                "cover_alt",
            )
        return None
    if not front.value.get("cover_alt"):
        front.complain(folder.problems, "Say in “cover_alt” what the cover shows.", "cover")
    path = beside / name
    if path.name != name or not path.is_file():
        front.complain(
            folder.problems, f"There is no file “{name}” beside course.md. Put it there.", "cover"
        )
        return None
    if path.suffix not in PICTURES:
        known = ", ".join(sorted(PICTURES))
        front.complain(folder.problems, f"A picture is one of: {known}.", "cover")
        return None
    if path.suffix == ".svg":
        check_drawing(folder, path)
    return Media(f"{beside.name}/{name}", path, f"{front.value['title']}: cover"[:255])


def _check_modules(
    folder: Folder, front: Source, badge: Source, modules: list[ModuleContent]
) -> None:
    if badge.value["kind"] != "badge":
        front.complain(folder.problems, "A course leads to a badge of kind “badge”.", "badge")
        return
    rests_on = badge.value.get("competencies") or []
    served: dict[str, ModuleContent] = {}
    for module in modules:
        competency = module.front.value["competency"]
        if competency not in rests_on:
            module.front.complain(
                folder.problems, f"The badge does not rest on “{competency}”.", "competency"
            )
        elif served.setdefault(competency, module) is not module:
            module.front.complain(
                folder.problems, f"“{competency}” has a module already.", "competency"
            )
    for competency in rests_on:
        if competency not in served:
            front.complain(
                folder.problems,
                f"No module serves “{competency}”, on which the badge rests. Add one.",
                "badge",
            )


def _module(
    folder: Folder, course: str, name: str, path: Path, badges: BadgeContent
) -> ModuleContent | None:
    document = _document(folder, path / "module.md", MODULE)
    behaviours: set[str] | None = None
    if document is not None and known_or_complain(
        document.front, badges.competencies, folder.problems, "competency", "competency"
    ):
        behaviours = badges.behaviours_of(document.front.value["competency"])
    used: set[str] = {"module.md"}
    lessons = []
    for numbered in folder.numbered(path, wanted=_is_lesson):
        used.add(numbered.path.name)
        lesson = folder.markdown(numbered.path)
        if lesson is None:
            continue
        reading = LessonReading(folder, lesson, path, (course, name, numbered.slug), behaviours)
        blocks = reading.blocks()
        used |= reading.used
        _check_reading_age(folder, lesson, blocks)
        if fits(lesson.front, LESSON, folder.problems):
            _check_teaches(folder, lesson.front, behaviours)
            lessons.append(LessonContent(numbered.slug, lesson.front, blocks))
    for unused in sorted(path.iterdir()):
        if unused.name not in used and not unused.name.startswith("."):
            folder.problems.add(
                folder.name(unused),
                1,
                "No lesson uses this file. Begin its name with a number if it is a lesson; "
                "otherwise use it or take it away.",
            )
    if document is None:
        return None
    return ModuleContent(name, document.front, _introduction(folder, document), lessons)


def _check_reading_age(folder: Folder, lesson: Document, blocks: list[Block]) -> None:
    prose = "".join(block.value for block in blocks if block.type == "rich_text")
    if not sentences_of(prose):
        return
    age = reading_age(prose)
    if not YOUNGEST_READER <= age <= OLDEST_READER:
        remedy = "Shorten its sentences and take plainer words."
        if age < YOUNGEST_READER:
            remedy = "Join some of its sentences."
        folder.problems.add(
            lesson.file,
            lesson.body_line,
            f"The lesson reads as for {age:.0f} years of age; it should be {YOUNGEST_READER} to "
            f"{OLDEST_READER}. {remedy}",
        )


def _check_teaches(folder: Folder, front: Source, behaviours: set[str] | None) -> None:
    for number, behaviour in enumerate(front.value["teaches"]):
        if behaviours is not None and behaviour not in behaviours:
            front.complain(
                folder.problems,
                f"The module's competency has no behaviour “{behaviour}”. Correct the slug.",
                *("teaches", number),
            )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _is_lesson(path: Path) -> bool:
    return path.is_file() and path.suffix == ".md" and path.name[0].isdigit()
