"""Questions as items of QTI 3.0.

How our types appear elsewhere: single choice and multiple response as a choice interaction, best
and worst as two of them, ordering and ranking as an order interaction, matching as a match
interaction, short text and number as a text entry, cloze as text entries and inline choices.

Classes tell apart what QTI does not: `cairn-stem`, `cairn-text`, `cairn-unit`, `cairn-gap`,
`cairn-ranking`, and `cairn-judgement` with `cairn-best` or `cairn-worst`. What cannot be said at
all (Markdown, ids, where a question belongs) stands in a file of its own in the package: the body
of an item is sent to the learner's browser, so nothing of the key may stand there.

What is written is valid by the schema of QTI 3.0 (imsqti_asiv3p0), also for a draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from assessments.question_types.base import stem_of
from assessments.question_types.reading import (
    Item,
    folded,
    id_from_text,
    items_of,
    lines_of,
    number_of,
    shuffled,
    text_of,
)

from .definitions import canonical
from .formatting import MARKDOWN
from .markup import Node, parsed_xml
from .qti_scoring import Scoring, decimal_text
from .readings import Limits, PlacedQuestion, RefusalError

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LONGEST_TITLE = 80

_GAP = re.compile(r"\{\{ ?([A-Za-z0-9_-]{1,64}) ?\}\}")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.-]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HTML = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
# QTI has neither the title of a link nor the first number of a list (ADType, OULDType).
_HTML_ATTRIBUTES = {"href"}


def item_xml(placed: PlacedQuestion) -> str:
    """One assessmentItem of QTI 3.0, the same text for the same question.

    Never raises, whatever the definition holds: a draft may be exported too.
    """
    definition = canonical(placed.definition)
    item = _ItemWriter(definition)
    write = _WRITERS.get(str(definition["type"]))
    if write:
        write(item)
    root = ET.Element(
        "qti-assessment-item",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": _SCHEMA_INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
            "identifier": _item_name(placed.slug),
            "title": _title(definition) or placed.slug,
            "adaptive": "false",
            "time-dependent": "false",
        },
    )
    _leave_out_what_has_no_choice_yet(item.body)
    root.extend([*item.scoring.declarations, *item.scoring.outcomes(), item.body])
    root.append(item.scoring.processing())
    for feedback, text in item.scoring.modal_feedback():
        add_lines(ET.SubElement(ET.SubElement(feedback, "qti-content-body"), "p"), text)
        root.append(feedback)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _item_name(slug: str) -> str:
    """An identifier as QTI has them, an NCName: it may not begin with a digit or a hyphen."""
    name = _NOT_IN_NAME.sub("-", slug)
    return name if name[:1].isalpha() or name[:1] == "_" else f"q-{name}"


def _leave_out_what_has_no_choice_yet(body: ET.Element) -> None:
    """A draft may have no choices yet; in QTI an interaction has at least one."""
    for interaction in [*body.iter("qti-choice-interaction"), *body.iter("qti-order-interaction")]:
        if interaction.find("qti-simple-choice") is None:
            body.remove(interaction)


def _title(definition: Mapping[str, Any]) -> str:
    words = " ".join(_xml_text(stem_of(definition)).split())
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1] + "…"


class _ItemWriter:
    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.definition = definition
        self.scoring = Scoring()
        self.body = ET.Element("qti-item-body")
        self.body.append(_markdown(stem_of(definition)))

    def items(self, name: str, text_name: str = "text") -> tuple[Item, ...]:
        return items_of(self.definition, name, text_name)

    def interaction(self, name: str, identifier: str, **attributes: str) -> ET.Element:
        named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return ET.SubElement(self.body, name, {"response-identifier": identifier, **named})

    def choices(self, interaction: ET.Element, options: Sequence[Item]) -> None:
        for option in options:
            choice = ET.SubElement(
                interaction, "qti-simple-choice", {"identifier": _name(option.id)}
            )
            add_lines(choice, option.text)

    def say_about(self, options: Sequence[Item]) -> None:
        for option in options:
            self.scoring.say(_name(option.id), _xml_text(option.says("feedback")))

    def say_by_mark(self) -> None:
        self.scoring.say("right", _xml_text(text_of(self.definition.get("feedback_right"))))
        self.scoring.say("wrong", _xml_text(text_of(self.definition.get("feedback_wrong"))))
        self.scoring.say_by_mark()


def _single_choice(item: _ItemWriter) -> None:
    options = item.items("options")
    right = [_name(option.id) for option in options if option.entry.get("correct") is True]
    item.scoring.declare("RESPONSE", "single", "identifier", right[:1])
    interaction = item.interaction(
        "qti-choice-interaction", "RESPONSE", max_choices="1", shuffle="true"
    )
    item.choices(interaction, options)
    item.scoring.if_right("RESPONSE")
    item.say_about(options)
    item.scoring.say_what_is_chosen("RESPONSE")


def _multiple_response(item: _ItemWriter) -> None:
    options = item.items("options")
    right = [_name(option.id) for option in options if option.entry.get("correct") is True]
    declaration = item.scoring.declare("RESPONSE", "multiple", "identifier", right)
    interaction = item.interaction(
        "qti-choice-interaction", "RESPONSE", max_choices="0", shuffle="true"
    )
    item.choices(interaction, options)
    names = [_name(option.id) for option in options]
    item.scoring.by_map(declaration, [(name, 1 if name in right else -1) for name in names])
    item.scoring.shares = max(1, len(right))
    item.say_about(options)
    item.scoring.say_what_is_chosen("RESPONSE")


def _best_worst(item: _ItemWriter) -> None:
    options = item.items("options")
    for judgement, prompt in (("best", "Best response"), ("worst", "Worst response")):
        identifier = judgement.upper()
        right = [_name(option.id) for option in options if option.says("judgement") == judgement]
        item.scoring.declare(identifier, "single", "identifier", right[:1])
        interaction = item.interaction(
            "qti-choice-interaction",
            identifier,
            max_choices="1",
            shuffle="true",
            class_=f"cairn-judgement cairn-{judgement}",
        )
        ET.SubElement(interaction, "qti-prompt").text = prompt
        item.choices(interaction, options)
        item.scoring.if_right(identifier)
    item.scoring.shares = 2
    item.say_about(options)
    item.scoring.say_what_is_chosen("BEST", "WORST")


def _ordering(item: _ItemWriter) -> None:
    _write_order(item, item.items("steps"))


def _ranking(item: _ItemWriter) -> None:
    _write_order(item, item.items("options"), class_="cairn-ranking")


def _write_order(item: _ItemWriter, steps: Sequence[Item], **attributes: str) -> None:
    item.scoring.declare("RESPONSE", "ordered", "identifier", [_name(step.id) for step in steps])
    interaction = item.interaction(
        "qti-order-interaction", "RESPONSE", shuffle="true", **attributes
    )
    # Not in the order of the key: not every system shuffles.
    item.choices(interaction, shuffled(steps, 0))
    item.scoring.if_right("RESPONSE")
    item.say_about(steps)
    item.scoring.say_everything()


def _matching(item: _ItemWriter) -> None:
    pairs = item.items("pairs", "prompt")
    lines = [*(pair.says("match") for pair in pairs), *lines_of(item.definition.get("distractors"))]
    matches = _choices_from(lines)
    right = [f"{_name(pair.id)} {_choice_name(pair.says('match'))}" for pair in pairs]
    declaration = item.scoring.declare("RESPONSE", "multiple", "directedPair", right)
    interaction = item.interaction(
        "qti-match-interaction", "RESPONSE", max_associations="0", shuffle="true"
    )
    prompts = ET.SubElement(interaction, "qti-simple-match-set")
    for pair in pairs:
        add_lines(_associable(prompts, _name(pair.id), "1"), pair.text)
    offered = ET.SubElement(interaction, "qti-simple-match-set")
    for name, text in matches.items():
        add_lines(_associable(offered, name, "0"), text)
    item.scoring.by_map(declaration, [(pair, 1) for pair in right])
    item.scoring.shares = max(1, len(pairs))
    item.say_about(pairs)
    item.scoring.say_everything()


def _associable(side: ET.Element, name: str, at_most: str) -> ET.Element:
    return ET.SubElement(
        side, "qti-simple-associable-choice", {"identifier": name, "match-max": at_most}
    )


def _short_text(item: _ItemWriter) -> None:
    accepted = [_xml_text(line) for line in lines_of(item.definition.get("accepted"))]
    _declare_typed(item, "RESPONSE", accepted)
    paragraph = ET.SubElement(item.body, "p")
    ET.SubElement(
        paragraph,
        "qti-text-entry-interaction",
        {"response-identifier": "RESPONSE", "expected-length": "30"},
    )
    item.say_by_mark()


def _numeric(item: _ItemWriter) -> None:
    target = number_of(item.definition.get("target"))
    tolerance = number_of(item.definition.get("tolerance"))
    is_percent = item.definition.get("tolerance_kind") == "percent"
    item.scoring.declare(
        "RESPONSE", "single", "float", [] if target is None else [decimal_text(target)]
    )
    paragraph = ET.SubElement(item.body, "p")
    entry = ET.SubElement(
        paragraph,
        "qti-text-entry-interaction",
        {"response-identifier": "RESPONSE", "expected-length": "10"},
    )
    unit = _xml_text(text_of(item.definition.get("unit")))
    if unit:
        entry.tail = " "
        ET.SubElement(paragraph, "span", {"class": "cairn-unit"}).text = unit
    item.scoring.if_near(
        "RESPONSE",
        decimal_text(tolerance) if tolerance else "",
        "relative" if is_percent else "absolute",
    )
    item.say_by_mark()


def _cloze(item: _ItemWriter) -> None:
    gaps = {gap.text: gap for gap in item.items("gaps", "key")}
    text = ET.SubElement(item.body, "div", {"class": "cairn-text"})
    count = 0
    for paragraph in _BLANK_LINE.split(text_of(item.definition.get("text"))):
        element = ET.SubElement(text, "p")
        # Splitting at a pattern with one group gives text, key, text, key, ..., text.
        for position, piece in enumerate(_GAP.split(paragraph)):
            gap = gaps.pop(piece, None) if position % 2 else None
            if gap is not None:
                count += 1
                _write_gap(item, element, gap, f"GAP-{count}")
            else:
                add_lines(element, "{{" + piece + "}}" if position % 2 else piece)
    item.scoring.shares = max(1, count)
    item.scoring.say_everything()


def _write_gap(item: _ItemWriter, paragraph: ET.Element, gap: Item, identifier: str) -> None:
    accepted = [_xml_text(line) for line in lines_of(gap.entry.get("accepted"))]
    others = lines_of(gap.entry.get("others"))
    about = {"response-identifier": identifier, "class": "cairn-gap"}
    if others:
        interaction = ET.SubElement(
            paragraph, "qti-inline-choice-interaction", {**about, "shuffle": "true"}
        )
        for name, text in _choices_from([*accepted, *others]).items():
            choice = ET.SubElement(interaction, "qti-inline-choice", {"identifier": name})
            add_lines(choice, text)
        right = [_choice_name(text) for text in accepted]
        declaration = item.scoring.declare(identifier, "single", "identifier", right[:1])
        item.scoring.if_one_of(declaration, right)
    else:
        ET.SubElement(paragraph, "qti-text-entry-interaction", {**about, "expected-length": "20"})
        _declare_typed(item, identifier, accepted)
    item.scoring.say(identifier, _xml_text(gap.says("feedback")))


def _declare_typed(item: _ItemWriter, identifier: str, accepted: Sequence[str]) -> None:
    in_words = [answer for answer in accepted if "*" not in answer]
    example = in_words[:1] or [answer.replace("*", "") for answer in accepted[:1]]
    declaration = item.scoring.declare(identifier, "single", "string", example)
    if in_words:
        item.scoring.map_texts(declaration, in_words)
    item.scoring.if_accepted(identifier, accepted)


def _choices_from(texts: Sequence[str]) -> dict[str, str]:
    """Texts by their names, each once, in an order that does not tell which are right."""
    items = [Item(id=_choice_name(text), text=text) for text in texts]
    return {item.id: item.text for item in shuffled(items, 0)}


def _choice_name(text: str) -> str:
    return _name(id_from_text(folded(text)))


def _name(option_id: str) -> str:
    """An identifier as QTI has them: it may not begin with a digit."""
    return f"c-{option_id}"


def add_lines(element: ET.Element, text: str) -> None:
    """Adds plain text to the end of an element, a line break for each newline."""
    for number, line in enumerate(_xml_text(text).split("\n")):
        if number:
            ET.SubElement(element, "br")
        last = element[-1] if len(element) else None
        if last is None:
            element.text = (element.text or "") + line
        else:
            last.tail = (last.tail or "") + line


def _markdown(markdown: str) -> ET.Element:
    stem = ET.Element("div", {"class": "cairn-stem"})
    try:
        parsed = parsed_xml(f"<div>{MARKDOWN.render(_xml_text(markdown))}</div>", Limits())
    except RefusalError:
        add_lines(ET.SubElement(stem, "p"), markdown)
        return stem
    _add_nodes(stem, parsed.content)
    return stem


def _add_nodes(element: ET.Element, content: Sequence[Node | str]) -> None:
    for part in content:
        if isinstance(part, str):
            last = element[-1] if len(element) else None
            if last is None:
                element.text = (element.text or "") + part
            else:
                last.tail = (last.tail or "") + part
        elif part.name in _HTML:
            kept = {k: v for k, v in part.attributes.items() if k in _HTML_ATTRIBUTES}
            _add_nodes(ET.SubElement(element, part.name, kept), part.content)
        else:
            _add_nodes(element, [part.get("alt"), *part.content])


def _xml_text(text: str) -> str:
    return _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


_WRITERS = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "best_worst": _best_worst,
    "ordering": _ordering,
    "ranking": _ranking,
    "matching": _matching,
    "short_text": _short_text,
    "numeric": _numeric,
    "cloze": _cloze,
}
