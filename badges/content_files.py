"""Reading the content folder: YAML and Markdown as plain values that know their lines.

Pure: no Django and no database, so that a change to the files can be checked anywhere.
Nothing raises: what can't be read is noted in `Problems`, all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# The parser in C is ten times as fast, but not built on every machine.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# As many characters as a slug has in the database.
LONGEST_SLUG = 50
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_NUMBERED = re.compile(rf"(\d+)-({SLUG})")
_FENCE = "---"

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What has to be put right: where, and a sentence or two on what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Problems:
    """What was found wrong so far, each thing once."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, file: str, line: int, message: str) -> None:
        self._found.add(Problem(file, line, message))

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found))


@dataclass(frozen=True, slots=True)
class Source:
    """A value read from YAML. `lines` says where the parts of it stand, by their place:
    the keys and list positions (from 0) that lead to a part."""

    file: str
    value: Any
    lines: Mapping[Place, int]
    place: Place = ()

    def line(self, *place: str | int) -> int:
        """The line of that part, or of what holds it if it is missing."""
        whole = self.place + place
        while whole not in self.lines and whole:
            whole = whole[:-1]
        return self.lines.get(whole, 1)

    def part(self, *place: str | int) -> Source:
        """The part at that place, with the lines of the whole. It must exist."""
        value = self.value
        for step in place:
            value = value[step]
        return Source(self.file, value, self.lines, self.place + place)

    def complain(self, problems: Problems, message: str, *place: str | int) -> None:
        problems.add(self.file, self.line(*place), message)


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: its front matter, and the text, which begins at line `body_line`."""

    front: Source
    body: str
    body_line: int

    @property
    def file(self) -> str:
        return self.front.file


@dataclass(frozen=True, slots=True)
class Numbered:
    """A file or folder such as `2-what-others-need.md`: its place in the order and its slug."""

    number: int
    slug: str
    path: Path


@dataclass(slots=True)
class Folder:
    """The content folder. Reads its files and notes what can't be read."""

    root: Path
    problems: Problems = field(default_factory=Problems)

    def name(self, path: Path) -> str:
        """How a file is called in messages: from the working folder if it lies in it."""
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)

    def yaml(self, path: Path) -> Source | None:
        text = self._text(path)
        return None if text is None else self.yaml_text(text, file=self.name(path))

    def markdown(self, path: Path) -> Document | None:
        text = self._text(path)
        if text is None:
            return None
        lines = text.split("\n")
        closing = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), None)
        if lines[0].rstrip() != _FENCE or closing is None:
            self.problems.add(
                self.name(path),
                1,
                "The file must begin with its front matter: a line ---, the entries, a line ---.",
            )
            return None
        front = self.yaml_text("\n".join(lines[1:closing]), file=self.name(path), first_line=2)
        if front is None:
            return None
        return Document(front, "\n".join(lines[closing + 1 :]), closing + 2)

    def yaml_text(self, text: str, *, file: str, first_line: int = 1) -> Source | None:
        """YAML that stands in `file` from `first_line` on."""
        try:
            return _YamlReading(file, first_line, self.problems).source(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            number = mark.line if mark else 0
            written = [*text.split("\n"), ""][number]
            self.problems.add(file, first_line + number, _advice(error, written))
            return None

    def is_slug(self, path: Path) -> bool:
        """Whether the name, without its ending, is a slug; if not, that is a problem."""
        if len(path.stem) <= LONGEST_SLUG and re.fullmatch(SLUG, path.stem):
            return True
        self.problems.add(
            self.name(path),
            1,
            "The name is a slug: small letters, digits and single hyphens, "
            f"{LONGEST_SLUG} characters at most. Rename it.",
        )
        return False

    def files(self, path: Path, suffix: str) -> list[Path]:
        """The files with this suffix in a folder, by name; a problem if there is no folder."""
        if not path.is_dir():
            self.problems.add(self.name(path), 1, "This folder is missing. Make it.")
            return []
        return sorted(file for file in path.iterdir() if file.suffix == suffix and file.is_file())

    def numbered(self, path: Path, *, wanted: Callable[[Path], bool]) -> list[Numbered]:
        """What in the folder is `wanted`, in the order of the numbers in front of the names."""
        found: list[Numbered] = []
        for entry in sorted(filter(wanted, path.iterdir())):
            match = _NUMBERED.fullmatch(entry.stem if entry.is_file() else entry.name)
            if match is None:
                self.problems.add(
                    self.name(entry),
                    1,
                    "Begin the name with a number and a hyphen, then small letters, digits and "
                    "hyphens, such as 2-what-others-need.",
                )
                continue
            found.append(Numbered(int(match[1]), match[2], entry))
        for attribute in ("number", "slug"):
            self._complain_about_twins(found, attribute)
        return sorted(found, key=lambda one: (one.number, one.slug))

    def _complain_about_twins(self, found: list[Numbered], attribute: str) -> None:
        first: dict[Any, Numbered] = {}
        for one in found:
            other = first.setdefault(getattr(one, attribute), one)
            if other is not one:
                self.problems.add(
                    self.name(one.path),
                    1,
                    f"{other.path.name} has the same {attribute}. Give this one another.",
                )

    def _text(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.problems.add(self.name(path), 1, "This file is missing. Add it.")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self.problems.add(
                self.name(path), line, "This file is not in UTF-8. Save it again as UTF-8."
            )
        return None


class _YamlReading:
    """One pass over a YAML tree. Texts lose the white space around them."""

    def __init__(self, file: str, first_line: int, problems: Problems) -> None:
        self.file = file
        self.first_line = first_line
        self.problems = problems
        self.lines: dict[Place, int] = {}
        self.seen: set[int] = set()

    def source(self, text: str) -> Source:
        self.loader = _Loader(text)
        node = self.loader.get_single_node()
        value = None if node is None else self._value(node, ())
        self.lines[()] = self.first_line
        return Source(self.file, value, self.lines)

    def _value(self, node: Any, place: Place) -> Any:
        line = node.start_mark.line + self.first_line
        self.lines.setdefault(place, line)
        if id(node) in self.seen:
            self.problems.add(self.file, line, "Don't refer back with *. Write it out again.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, n)) for n, item in enumerate(node.value)]
        try:
            value = self.loader.construct_object(node)
        except (ValueError, KeyError, AttributeError, TypeError, yaml.YAMLError):
            self.problems.add(self.file, line, "This can't be read. Put it in quotation marks.")
            return None
        return value.strip() if isinstance(value, str) else value

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + self.first_line
            key = str(key_node.value)
            if key in value:
                self.problems.add(
                    self.file, line, f"“{key}” stands here a second time. Take one of them out."
                )
            self.lines[(*place, key)] = line
            value[key] = self._value(value_node, (*place, key))
        return value


def _advice(error: yaml.YAMLError, line: str) -> str:
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    if "mapping values are not allowed" in what:
        remedy = "Put a text that holds a colon followed by a space in quotation marks."
    elif "\t" in line:
        remedy = "Indent with spaces and never with tabs."
    else:
        remedy = "Look at indentation, hyphens and quotation marks here and in the lines above."
    return f"This is not valid YAML ({what}). {remedy}"
