"""From Markdown to the blocks of a lesson and to Wagtail's rich text. Pure.

Only what an editor's rich text can hold is let through, so that a text that came from a file
can be edited in the admin afterwards without losing anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from badges.content_files import Problems

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_RENDERER = RendererHTML(_MARKDOWN)

# Wagtail's own names for bold and italic.
_TAGS = {"strong": "b", "em": "i"}
_INLINE = {
    "text", "softbreak", "hardbreak", "strong_open", "strong_close", "em_open", "em_close",
    "link_open", "link_close", "text_special",
}  # fmt: skip
_BLOCKS = {
    "inline", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close",
    "blockquote_open", "blockquote_close",
}  # fmt: skip
_CALLED = {
    "code_inline": "code",
    "code_block": "an indented block",
    "fence": "a fenced block",
    "hr": "a line",
    "heading_open": "a heading",
    "image": "a picture inside a text",
    "html_block": "HTML",
    "html_inline": "HTML",
}
_REMEDIES = {
    "image": "Put it in a paragraph of its own, and only in the text of a lesson.",
    "fence": "Only the text of a lesson may have one.",
    "code_block": "Take out the spaces in front of the lines.",
}


@dataclass(frozen=True, slots=True)
class Prose:
    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Picture:
    """`file` is the address as written."""

    file: str
    alternative_text: str
    caption: str
    line: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its name, and its text, which begins at `line`."""

    name: str
    text: str
    line: int


Piece = Prose | Heading | Picture | Fence


def rich_text(
    markdown: str, *, file: str, line: int, problems: Problems, headings: bool = False
) -> str:
    """Rich text of a Markdown text that stands in `file` from `line` on.

    With `headings`, ## and ### become headings in it; without, they are a problem.
    """
    tokens = _MARKDOWN.parse(markdown)
    return _html(tokens, _Where(file, line, problems), headings=headings)


def pieces(markdown: str, *, file: str, line: int, problems: Problems) -> list[Piece]:
    """The pieces of a lesson's text, in order: prose between headings, pictures and fences."""
    where = _Where(file, line, problems)
    found: list[Piece] = []
    prose: list[Token] = []

    def end_prose() -> None:
        if prose:
            found.append(Prose(_html(prose, where)))
            prose.clear()

    for tokens in _top_level(_MARKDOWN.parse(markdown)):
        piece = _piece(tokens, where)
        if piece is None:
            prose.extend(tokens)
        else:
            end_prose()
            found.append(piece)
    end_prose()
    return found


@dataclass(frozen=True, slots=True)
class _Where:
    file: str
    line: int
    problems: Problems

    def line_of(self, token: Token) -> int:
        return self.line + (token.map[0] if token.map else 0)

    def complain(self, line: int, message: str) -> None:
        self.problems.add(self.file, line, message)


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _piece(tokens: list[Token], where: _Where) -> Piece | None:
    """What stands by itself; None for prose."""
    first = tokens[0]
    line = where.line_of(first)
    if first.type == "fence":
        return Fence(first.info.strip(), first.content, line + 1)
    if first.type == "heading_open":
        level = _heading_level(first, where)
        return Heading(level, _plain(tokens[1]), line)
    children = tokens[1].children or [] if first.type == "paragraph_open" else []
    if len(children) == 1 and children[0].type == "image":
        picture = children[0]
        return Picture(
            str(picture.attrs["src"]), picture.content, str(picture.attrs.get("title", "")), line
        )
    return None


def _heading_level(token: Token, where: _Where) -> int:
    level = int(token.tag[1:])
    if level not in (2, 3):
        where.complain(where.line_of(token), "Headings begin with ## or ###.")
    return level


def _plain(inline: Token) -> str:
    return "".join(
        " " if child.type == "softbreak" else child.content for child in inline.children or []
    )


def _html(tokens: Sequence[Token], where: _Where, *, headings: bool = False) -> str:
    kept: list[Token] = []
    inside = 0  # how many lists and quotes deep
    for token in tokens:
        if headings and token.type in ("heading_open", "heading_close"):
            if token.nesting == 1:
                _heading_level(token, where)
        elif token.type not in _BLOCKS:
            _refuse(token, where.line_of(token), where)
            continue
        if token.children:
            _check_inline(token, where)
        if token.type in ("list_item_open", "blockquote_open"):
            inside += 1
        elif token.type in ("list_item_close", "blockquote_close"):
            inside -= 1
        elif inside and token.type == "paragraph_open":
            # Wagtail's editor knows no paragraphs in an item or a quote, only new lines.
            if kept[-1].type == "paragraph_close":
                kept.append(Token("hardbreak", "br", 0))
            token.hidden = True
        elif inside and token.type == "paragraph_close":
            token.hidden = True
        kept.append(token)
    return "".join(_rendered(kept)).strip()


def _rendered(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "hardbreak":
            yield "<br/>"
        elif token.type == "inline":
            for child in token.children or []:
                child.tag = _TAGS.get(child.tag, child.tag)
            inline = _RENDERER.renderInline(token.children or [], _MARKDOWN.options, {})
            # As Wagtail's editor writes a new line.
            yield inline.replace("<br />\n", "<br/>")
        elif not token.hidden:
            start = f' start="{token.attrs["start"]}"' if "start" in token.attrs else ""
            yield f"<{token.tag}{start}>" if token.nesting == 1 else f"</{token.tag}>"


def _check_inline(inline: Token, where: _Where) -> None:
    line = where.line_of(inline)
    for child in inline.children or []:
        if child.type not in _INLINE:
            _refuse(child, line, where)
        if child.type in ("softbreak", "hardbreak"):
            line += 1


def _refuse(token: Token, line: int, where: _Where) -> None:
    if token.type == "heading_close":
        return
    called = _CALLED.get(token.type, token.type)
    remedy = _REMEDIES.get(token.type, "Take it out or write it as plain text.")
    where.complain(line, f"There can't be {called} here. {remedy}")
