"""The blocks of one lesson, from its Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree
from django.conf import settings

from assessments.content_blocks import question_body, stable_id
from assessments.content_markdown import Fence, Heading, Picture, Piece, Prose, pieces, rich_text
from assessments.content_reading import question_problems
from badges.content_files import Document, Folder, Source
from badges.content_shapes import (
    address,
    fits,
    flag,
    list_of,
    one_of,
    record,
    slug,
    text,
)
from learning import scenarios

PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".webp"}
_LONGEST_HEADING = 150
_LONGEST_ALTERNATIVE = 500
_LONGEST_CAPTION = 300

_KEY = slug("A short name", longest=80)
CALLOUT = record(
    {
        "tone": one_of("What kind of remark it is", "note", "tip", "example", "caution"),
        "text": text("What it says, in Markdown"),
    },
    {"title": text("A title", longest=150)},
)
SCENARIO = record(
    {
        "title": text("Title of the story", longest=150),
        "start": slug("Key of the first scene", longest=80),
        "scenes": list_of(
            "The scenes",
            record(
                {"key": _KEY, "text": text("What happens, in Markdown")},
                {
                    "title": text("A title", longest=150),
                    "choices": list_of(
                        "What one can do; a scene without choices is an ending",
                        record(
                            {
                                "key": _KEY,
                                "text": text("What you could do"),
                                "consequence": text("What it does, in one to three sentences"),
                                "to": slug("Key of the scene that it leads to", longest=80),
                            },
                            {
                                "behaviour": slug("Behaviour that it shows or misses"),
                                "shows": flag("Whether it shows the behaviour or misses it"),
                            },
                        ),
                    ),
                },
            ),
            least=2,
        ),
    }
)
REFLECTION = record(
    {"key": slug("Unique in the lesson", longest=80), "prompt": text("The question")},
    {"help": text("A hint")},
)
VIDEO = record(
    {
        "url": address("Where the video is"),
        "title": text("A title", longest=150),
        "transcript": text("What is said and shown, in Markdown"),
    }
)
DOWNLOAD = record(
    {
        "file": text("Name of the file beside the lesson"),
        "title": text("A title", longest=150),
    },
    {"description": text("What it is for", longest=300)},
)


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a course. `name` is its name on the whole site: course, module if any, file."""

    name: str
    path: Path
    title: str

    @property
    def is_picture(self) -> bool:
        return self.path.suffix in PICTURES


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the body. `media` is the file that its chooser still has to be given."""

    type: str
    value: Any
    id: str
    media: Media | None = None


def check_drawing(folder: Folder, path: Path) -> None:
    """An SVG is shown from our own address, so it must hold nothing that runs."""
    file = folder.name(path)
    try:
        root = ElementTree.parse(path).getroot()
    except (ParseError, DefusedXmlException) as error:
        folder.problems.add(file, 1, f"This is no SVG drawing ({error}). Save it again.")
        return
    if not root.tag.endswith("}svg") or not root.get("viewBox"):
        folder.problems.add(file, 1, "The drawing must be an <svg> with a viewBox.")
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        runs = tag in ("script", "foreignObject") or any(
            name.startswith("on") or (name.endswith("href") and not value.startswith("#"))
            for name, value in element.attrib.items()
        )
        if runs:
            folder.problems.add(
                file, 1, f"Take <{tag}> out: a drawing may hold no script and no link."
            )


class LessonReading:
    """Reads the body of one lesson. `used` then holds the names of the files it uses.

    `behaviours` are those of the module's competency, None if that could not be read.
    """

    def __init__(
        self,
        folder: Folder,
        document: Document,
        beside: Path,
        names: tuple[str, str, str],
        behaviours: set[str] | None,
    ) -> None:
        self.folder = folder
        self.document = document
        self.beside = beside
        self.names = names
        self.behaviours = behaviours
        self.used: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._keys: set[str] = set()
        self._fences: Mapping[str, Callable[[Source], Block | None]] = {
            "callout": self._callout,
            "check": self._check,
            "scenario": self._scenario,
            "reflection": self._reflection,
            "video": self._video,
            "download": self._download,
        }

    def blocks(self) -> list[Block]:
        """The blocks that could be read, in order."""
        document = self.document
        found = pieces(
            document.body,
            file=document.file,
            line=document.body_line,
            problems=self.folder.problems,
        )
        if not found:
            self._complain(document.body_line, "The lesson has no text. Write it.")
        blocks = [self._block(piece) for piece in found]
        return [block for block in blocks if block is not None]

    def _complain(self, line: int, message: str) -> None:
        self.folder.problems.add(self.document.file, line, message)

    def _named(self, kind: str, value: Any, key: str = "", media: Media | None = None) -> Block:
        """A block whose id comes from its key, or else from how many of its kind came before."""
        return Block(kind, value, stable_id(*self.names, kind, key or self._next(kind)), media)

    def _next(self, kind: str) -> str:
        self._counts[kind] += 1
        return str(self._counts[kind])

    def _block(self, piece: Piece) -> Block | None:
        match piece:
            case Prose(html):
                return self._named("rich_text", html)
            case Heading(level, words, line):
                if len(words) > _LONGEST_HEADING:
                    self._complain(line, f"Shorten the heading to {_LONGEST_HEADING} characters.")
                return self._named("heading", {"level": str(level), "text": words})
            case Picture():
                return self._picture(piece)
            case Fence(name, words, line):
                return self._fence(name, words, line)

    def _picture(self, piece: Picture) -> Block | None:
        if not piece.alternative_text:
            self._complain(piece.line, "Say what the picture shows: ![what it shows](file.svg).")
        for words, longest, what in (
            (piece.alternative_text, _LONGEST_ALTERNATIVE, "description of the picture"),
            (piece.caption, _LONGEST_CAPTION, "caption"),
        ):
            if len(words) > longest:
                self._complain(piece.line, f"Shorten the {what} to {longest} characters.")
        value = {"alternative_text": piece.alternative_text, "caption": piece.caption}
        title = piece.caption or piece.file
        media = self._media(piece.file, title, piece.line)
        if media is None:
            return None
        if not media.is_picture:
            self._complain(piece.line, f"A picture is one of: {', '.join(sorted(PICTURES))}.")
        elif media.path.suffix == ".svg":
            check_drawing(self.folder, media.path)
        return self._named("image", value, media=media)

    def _media(self, name: str, title: str, line: int) -> Media | None:
        path = self.beside / name
        if path.name != name or not path.is_file():
            self._complain(line, f"There is no file “{name}” beside the lesson. Put it there.")
            return None
        self.used.add(name)
        course, module, _lesson = self.names
        return Media(f"{course}/{module}/{name}", path, title[:255])

    def _fence(self, name: str, words: str, line: int) -> Block | None:
        read = self._fences.get(name)
        if read is None:
            known = ", ".join(self._fences)
            self._complain(line - 1, f"There is no block “{name}”. Choose one of: {known}.")
            return None
        source = self.folder.yaml_text(words, file=self.document.file, first_line=line)
        return None if source is None else read(source)

    def _rich_text(self, source: Source, *place: str | int) -> str:
        return rich_text(
            source.part(*place).value,
            file=source.file,
            line=source.line(*place),
            problems=self.folder.problems,
        )

    def _callout(self, source: Source) -> Block | None:
        if not fits(source, CALLOUT, self.folder.problems):
            return None
        value = source.value
        return self._named(
            "callout",
            {
                "tone": value["tone"],
                "title": value.get("title") or "",
                "text": self._rich_text(source, "text"),
            },
        )

    def _check(self, source: Source) -> Block | None:
        if not question_problems(source, self.folder.problems):
            return None
        names = (*self.names, "check", self._next("check"))
        return Block("check", question_body(source.value, *names, "question"), stable_id(*names))

    def _scenario(self, source: Source) -> Block | None:
        if not fits(source, SCENARIO, self.folder.problems):
            return None
        for message in scenarios.problems(scenarios.scenario_of(source.value)):
            source.complain(self.folder.problems, message)
        names = (*self.names, "scenario", self._next("scenario"))
        scenes = []
        for number, scene in enumerate(source.value["scenes"]):
            place = ("scenes", number)
            choices = scene.get("choices") or []
            scenes.append(
                _item(
                    {
                        "key": scene["key"],
                        "title": scene.get("title") or "",
                        "text": self._rich_text(source, *place, "text"),
                        "choices": [
                            self._choice(source.part(*place, "choices", position), names, scene)
                            for position in range(len(choices))
                        ],
                    },
                    *(*names, scene["key"]),
                )
            )
        value = {**{name: source.value[name] for name in ("title", "start")}, "scenes": scenes}
        return Block("scenario", value, stable_id(*names))

    def _choice(
        self, source: Source, names: tuple[str, ...], scene: Mapping[str, Any]
    ) -> dict[str, Any]:
        choice = source.value
        behaviour = choice.get("behaviour") or ""
        if behaviour and self.behaviours is not None and behaviour not in self.behaviours:
            source.complain(
                self.folder.problems,
                f"The module's competency has no behaviour “{behaviour}”. Correct the slug.",
                "behaviour",
            )
        return _item(
            {
                **{name: choice[name] for name in ("key", "text", "consequence", "to")},
                "behaviour": behaviour,
                "shows": choice.get("shows") is not False,
            },
            *(*names, scene["key"], choice["key"]),
        )

    def _reflection(self, source: Source) -> Block | None:
        if not fits(source, REFLECTION, self.folder.problems):
            return None
        value = source.value
        if value["key"] in self._keys:
            source.complain(
                self.folder.problems,
                f"The lesson has a reflection “{value['key']}” already. Choose another key.",
                "key",
            )
        self._keys.add(value["key"])
        raw = {**{name: value[name] for name in ("key", "prompt")}, "help": value.get("help") or ""}
        return self._named("reflection", raw, key=value["key"])

    def _video(self, source: Source) -> Block | None:
        if not fits(source, VIDEO, self.folder.problems):
            return None
        return self._named(
            "video",
            {
                "video": source.value["url"],
                "title": source.value["title"],
                "transcript": self._rich_text(source, "transcript"),
            },
        )

    def _download(self, source: Source) -> Block | None:
        if not fits(source, DOWNLOAD, self.folder.problems):
            return None
        value = source.value
        media = self._media(value["file"], value["title"], source.line("file"))
        if media is None:
            return None
        allowed = settings.WAGTAILDOCS_EXTENSIONS
        if media.path.suffix.lstrip(".") not in allowed:
            source.complain(
                self.folder.problems, f"A download is one of: {', '.join(allowed)}.", "file"
            )
        raw = {"title": value["title"], "description": value.get("description") or ""}
        return self._named("download", raw, media=media)


def _item(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": stable_id(*names)}
