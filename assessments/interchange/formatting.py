"""From the formatting of other systems to our Markdown, or to plain text.

Kept: paragraphs, line breaks, bold, italic, lists, quotations and links. Of everything else the
text is kept and the loss is noted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt

from .markup import Node, parsed_html
from .readings import Notes, RefusalError

TextFormat = Literal["html", "markdown", "plain", "auto"]

MARKDOWN = MarkdownIt("commonmark", {"html": False})

_CONTAINERS = {"", "p", "div", "section", "article", "itembody", "contentbody", "body", "html"}
_LISTS = {"ul", "ol"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_OTHER_BLOCKS = {"blockquote", "li", "pre", "table", "tbody", "thead", "tr", "hr", "dl", "dt", "dd"}
_BLOCKS = (_CONTAINERS - {""}) | _LISTS | _HEADINGS | _OTHER_BLOCKS
_SILENT = {"span", "tbody", "thead", "tr", "td", "th", "dt", "dd", "wbr", "prompt"}
_UNSEEN = {"script", "style", "template", "head", "title"}
_KEPT = _CONTAINERS | _LISTS | _SILENT | {"blockquote", "li", "a", "br"}

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|ul|ol|li|div|span|a|h[1-6]|img|code|pre|sub|sup|table)\b[^<>]*>",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])|\\")
_BLOCK_SIGN = re.compile(r"#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|>|=+[ \t]*$|-[- \t]*$")
_NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|$)")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>()\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A text as another system wrote it. `auto`: HTML if it holds tags, else plain."""

    text: str
    format: TextFormat = "auto"
    line: int = 1


def markdown_of(written: Written, notes: Notes) -> str:
    """As our Markdown. Raises RefusalError for a text longer than the limits allow."""
    _check_length(written.text, notes, written.line)
    if written.format == "markdown":
        return written.text.strip()
    if _is_html(written):
        return markdown_of_nodes([parsed_html(written.text, written.line)], notes, written.line)
    return escaped(written.text)


def plain_of(written: Written, notes: Notes) -> str:
    """As plain text with newlines. Raises RefusalError like `markdown_of`."""
    _check_length(written.text, notes, written.line)
    if written.format == "markdown":
        rendered = parsed_html(MARKDOWN.render(written.text), written.line)
        return plain_of_nodes([rendered], notes, written.line)
    if _is_html(written):
        return plain_of_nodes([parsed_html(written.text, written.line)], notes, written.line)
    return written.text.strip()


def markdown_of_nodes(nodes: Sequence[Node | str], notes: Notes, line: int) -> str:
    """As our Markdown. Raises RefusalError for a text longer than the limits allow."""
    text = "\n\n".join(_Converter(notes, line, markdown=True).blocks(nodes)).strip()
    _check_length(text, notes, line)
    return text


def plain_of_nodes(nodes: Sequence[Node | str], notes: Notes, line: int) -> str:
    """As plain text. Raises RefusalError for a text longer than the limits allow."""
    text = "\n\n".join(_Converter(notes, line, markdown=False).blocks(nodes)).strip()
    _check_length(text, notes, line)
    return text


def one_line(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Markdown that shows plain text as it stands, paragraphs and line ends included."""
    paragraphs = _BLANK_LINES.split(text.strip())
    return "\n\n".join(
        "\n".join(_line_escaped(_inline_escaped(line.strip())) for line in paragraph.split("\n"))
        for paragraph in paragraphs
    )


def _is_html(written: Written) -> bool:
    return written.format == "html" or (
        written.format == "auto" and _LOOKS_LIKE_HTML.search(written.text) is not None
    )


def _check_length(text: str, notes: Notes, line: int) -> None:
    if len(text) > notes.limits.text_length:
        raise RefusalError(
            f"A text is longer than {notes.limits.text_length} characters. Shorten it.",
            line,
        )


def _inline_escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def _line_escaped(line: str) -> str:
    if _BLOCK_SIGN.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


class _Converter:
    def __init__(self, notes: Notes, line: int, *, markdown: bool) -> None:
        self.notes = notes
        self.line = line
        self.markdown = markdown

    def blocks(self, content: Sequence[Node | str]) -> list[str]:
        found: list[str] = []
        run: list[Node | str] = []
        for part in content:
            if isinstance(part, Node) and (part.name in _BLOCKS or part.name == ""):
                found += [*self._paragraph(run), *self._block(part)]
                run = []
            else:
                run.append(part)
        return found + self._paragraph(run)

    def _paragraph(self, run: Sequence[Node | str]) -> list[str]:
        lines = [line.strip() for line in self._inline(run).split("\n")]
        if not any(lines):
            return []
        if not self.markdown:
            return ["\n".join(lines).strip()]
        kept = [_line_escaped(line) for line in lines if line]
        return ["\\\n".join(kept)]

    def _block(self, node: Node) -> list[str]:
        self._note(node)
        if node.name in _UNSEEN:
            return []
        if node.name in _LISTS:
            return self._list(node)
        inner = self.blocks(node.content)
        if node.name == "blockquote" and self.markdown:
            quoted = "\n\n".join(inner).split("\n")
            return ["\n".join(f"> {line}".rstrip() for line in quoted)] if inner else []
        return inner

    def _list(self, node: Node) -> list[str]:
        items = []
        for number, item in enumerate(node.children("li"), start=1):
            sign = f"{number}. " if node.name == "ol" else "- "
            inner = "\n\n".join(self.blocks(item.content)).split("\n")
            indent = " " * len(sign)
            first, *others = inner
            items.append(
                "\n".join([sign + first, *(f"{indent}{line}".rstrip() for line in others)])
            )
        return ["\n".join(items)] if items else []

    def _inline(self, content: Sequence[Node | str]) -> str:
        return "".join(self._piece(part) for part in content)

    def _piece(self, part: Node | str) -> str:
        if isinstance(part, str):
            text = _SPACE.sub(" ", part)
            return _inline_escaped(text) if self.markdown else text
        if part.name == "br":
            return "\n"
        if part.name == "img":
            return self._picture(part)
        inner = "" if part.name in _UNSEEN else self._inline(part.content)
        if part.name in ("strong", "b"):
            return self._marked(inner, "**")
        if part.name in ("em", "i"):
            return self._marked(inner, "*")
        self._note(part)
        if part.name == "a":
            return self._link(part, inner)
        return f" {inner} " if part.name in _BLOCKS or part.name in ("td", "th") else inner

    def _marked(self, inner: str, mark: str) -> str:
        core = inner.strip()
        if not self.markdown or not core or "\n" in core:
            return inner
        before, _, after = inner.partition(core)
        return f"{before}{mark}{core}{mark}{after}"

    def _link(self, node: Node, inner: str) -> str:
        target = node.get("href").strip()
        if not self.markdown or not inner.strip():
            return inner
        if not _SAFE_LINK.fullmatch(target):
            self.notes.warning(
                "A link that leads nowhere safe was left out, its text kept.", self.line
            )
            return inner
        return f"[{inner.strip()}]({target})"

    def _picture(self, node: Node) -> str:
        self.notes.warning(
            "A picture was left out; its description, if any, stands in its place.", self.line
        )
        text = one_line(node.get("alt"))
        return _inline_escaped(text) if self.markdown else text

    def _note(self, node: Node) -> None:
        if node.name not in _KEPT:
            self.notes.warning(f"The formatting <{node.name}> was left out.", self.line)
