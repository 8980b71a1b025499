"""One reader for each kind of QTI interaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.question_types.reading import number_of

from . import building
from .building import FULL, NOTHING, Answer, Gap
from .definitions import canonical
from .formatting import markdown_of_nodes, one_line, plain_of_nodes
from .markup import Node
from .readings import Notes, RefusalError

BLANK = "_____"
_GAPS = {"textentryinteraction", "inlinechoiceinteraction"}
_MARKED_UP = {"feedbackinline", "feedbackblock", "rubricblock", "prompt"}
_WILDCARD = ".*"
_REGEX_SIGN = re.compile(r"(?<!\\)(?:\\\\)*(?:[.*+?^()\[\]{}|]|\\$)")
_EITHER_CASE = re.compile(r"\[(.)(.)\]")
_ESCAPED_SIGN = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is right: the values in their order, and the mark of each value where they differ."""

    base_type: str = ""
    several: bool = False
    correct: tuple[str, ...] = ()
    mapped: tuple[tuple[str, float], ...] = ()
    ignores_case: bool = True


class Item:
    """An item and how to read its parts."""

    def __init__(self, root: Node, body: Node, notes: Notes) -> None:
        self.root = root
        self.body = body
        self.notes = notes
        self.line = root.line
        self.declarations = {
            node.get("identifier"): _declaration(node)
            for node in root.children("responsedeclaration")
        }
        self._feedback = root.children("modalfeedback")
        self._feedback_of: dict[str, list[Node]] = {}
        for node in self._feedback:
            self._feedback_of.setdefault(node.get("identifier"), []).append(node)
        self._used: set[int] = set()

    def declaration(self, interaction: Node) -> Declaration:
        return self.declarations.get(interaction.get("responseidentifier"), Declaration())

    def stem(self) -> str:
        """Everything of the body that is no interaction, and the prompts of those."""
        content = _without_interactions(self.body)
        prompts = [
            prompt for node in interactions_in(self.body) for prompt in node.children("prompt")
        ]
        return markdown_of_nodes(
            [content, *(Node("p", content=[*p.content]) for p in prompts)], self.notes, self.line
        )

    def plain(self, content: Sequence[Node | str]) -> str:
        kept = [part for part in content if isinstance(part, str) or part.name not in _MARKED_UP]
        return plain_of_nodes(kept, self.notes, self.line)

    def feedback(self, option: Node | None, identifier: str) -> str:
        """What is said about a choice: inside it, or in a modal feedback of its identifier."""
        inside = option.children("feedbackinline", "feedbackblock") if option is not None else []
        modal = self._feedback_of.get(identifier, [])[: self.notes.limits.answers]
        self._used |= {id(node) for node in modal}
        texts = [plain_of_nodes(node.content, self.notes, node.line) for node in (*inside, *modal)]
        self.notes.check_answers(len(inside), self.line)
        return "\n\n".join(dict.fromkeys(filter(None, texts)))

    def feedback_on_mark(self, *, right: bool) -> str:
        for node in self._feedback:
            identifier = node.get("identifier").lower()
            is_wrong = "wrong" in identifier or "incorrect" in identifier
            is_right = not is_wrong and ("right" in identifier or "correct" in identifier)
            if is_right if right else is_wrong:
                self._used.add(id(node))
                return plain_of_nodes(node.content, self.notes, node.line)
        return ""

    def unused_feedback(self) -> list[Node]:
        return [node for node in self._feedback if id(node) not in self._used]


def interactions_in(body: Node) -> list[Node]:
    return [node for node in _all_within(body) if node.name.endswith("interaction")]


def _all_within(node: Node) -> list[Node]:
    found = []
    for element in node.elements:
        found.append(element)
        found += _all_within(element)
    return found


def _without_interactions(node: Node) -> Node:
    content: list[Node | str] = []
    for part in node.content:
        if isinstance(part, str):
            content.append(part)
        elif part.name == "rubricblock" or part.has_class("cairn-unit"):
            continue
        elif not part.name.endswith("interaction"):
            content.append(_without_interactions(part))
        elif part.name in _GAPS and _stands_in_a_sentence(node, part):
            content.append(BLANK)
    return Node(node.name, node.attributes, node.line, content)


def _stands_in_a_sentence(node: Node, gap: Node) -> bool:
    after = node.content[node.content.index(gap) + 1 :]
    return any(
        part.strip() if isinstance(part, str) else not part.has_class("cairn-unit")
        for part in after
    )


def _declaration(node: Node) -> Declaration:
    correct = node.child("correctresponse")
    entries = list(node.within("mapentry"))
    mapped = []
    for entry in entries:
        value = number_of(entry.get("mappedvalue"))
        mapped.append((entry.get("mapkey"), float(value) if value is not None else 0.0))
    return Declaration(
        base_type=node.get("basetype").lower(),
        several=node.get("cardinality").lower() in ("multiple", "ordered"),
        correct=tuple(value.text.strip() for value in correct.children("value")) if correct else (),
        mapped=tuple(mapped),
        ignores_case=not any(entry.get("casesensitive") == "true" for entry in entries),
    )


def _choice(item: Item, found: list[Node]) -> Mapping[str, Any]:
    if len(found) == 2:
        return _best_and_worst(item, found)
    [interaction] = found
    declaration = item.declaration(interaction)
    right = set(declaration.correct) or {key for key, value in declaration.mapped if value > 0}
    answers = [
        Answer(
            item.plain(option.content),
            FULL if option.get("identifier") in right else NOTHING,
            item.feedback(option, option.get("identifier")),
        )
        for option in interaction.within("simplechoice")
    ]
    return building.choice(item.stem(), answers, item.notes, item.line, several=declaration.several)


def _best_and_worst(item: Item, found: list[Node]) -> Mapping[str, Any]:
    judged = {
        node.get("class").rpartition("cairn-")[2]: set(item.declaration(node).correct)
        for node in found
    }
    return canonical(
        {
            "type": "best_worst",
            "stem": markdown_of_nodes([_without_interactions(item.body)], item.notes, item.line),
            "options": [
                {
                    "text": item.plain(option.content),
                    "judgement": next(
                        (
                            name
                            for name in ("best", "worst")
                            if option.get("identifier") in judged.get(name, ())
                        ),
                        "",
                    ),
                    "feedback": item.feedback(option, option.get("identifier")),
                }
                for option in found[0].within("simplechoice")
            ],
        }
    )


def _order(item: Item, found: list[Node]) -> Mapping[str, Any]:
    [interaction] = found
    options = {node.get("identifier"): node for node in interaction.within("simplechoice")}
    order = list(dict.fromkeys(item.declaration(interaction).correct))
    if set(order) != set(options):
        raise RefusalError("The item doesn't say the right order of all its choices.", item.line)
    steps = [
        Answer(item.plain(options[name].content), feedback=item.feedback(options[name], name))
        for name in order
    ]
    return building.ordering(item.stem(), steps, ranking=interaction.has_class("cairn-ranking"))


def _match(item: Item, found: list[Node]) -> Mapping[str, Any]:
    [interaction] = found
    sides = interaction.children("simplematchset")
    if len(sides) != 2:
        raise RefusalError("The item doesn't have two sets to match.", item.line)
    prompts, matches = (
        {node.get("identifier"): node for node in side.children("simpleassociablechoice")}
        for side in sides
    )
    declaration = item.declaration(interaction)
    right = declaration.correct or tuple(key for key, value in declaration.mapped if value > 0)
    belongs: dict[str, str] = {}
    for pair in right:
        prompt, _, match = pair.partition(" ")
        if prompt not in prompts or match.strip() not in matches or prompt in belongs:
            raise RefusalError(
                "Each prompt must belong to exactly one match; here one does not.", item.line
            )
        belongs[prompt] = match.strip()
    if len(belongs) < len(prompts):
        raise RefusalError("A prompt has no match. Our questions need one for each.", item.line)
    taken = set(belongs.values())
    left_over = [name for name in matches if name not in taken]
    pairs = [
        Answer(item.plain(node.content), feedback=item.feedback(node, name))
        for name, node in prompts.items()
    ] + [Answer("") for _ in left_over]
    texts = [
        item.plain(matches[name].content)
        for name in (*map(belongs.get, prompts), *left_over)
        if name is not None
    ]
    return building.matching(item.stem(), pairs, texts)


def _typed(item: Item, found: list[Node]) -> Mapping[str, Any]:
    [first, *others] = found
    if others or first.has_class("cairn-gap") or first.name != "textentryinteraction":
        return _cloze(item, found)
    declaration = item.declaration(first)
    if declaration.base_type in ("integer", "float"):
        return _numeric(item, declaration)
    answers = [Answer(text, FULL) for text in _accepted(item, first)]
    definition = building.short_text(item.stem(), answers, item.notes, item.line)
    return canonical({**definition, **_feedback_on_mark(item)})


def _feedback_on_mark(item: Item) -> dict[str, str]:
    return {
        "feedback_right": item.feedback_on_mark(right=True),
        "feedback_wrong": item.feedback_on_mark(right=False),
    }


def _numeric(item: Item, declaration: Declaration) -> Mapping[str, Any]:
    if len(declaration.correct) != 1:
        raise RefusalError("A number question must have exactly one right number.", item.line)
    tolerance, percent = _tolerance(item)
    unit = next((node for node in item.body.within("span") if node.has_class("cairn-unit")), None)
    definition = building.numeric(
        item.stem(),
        [(Answer(declaration.correct[0], FULL), tolerance)],
        item.notes,
        item.line,
        unit=one_line(unit.text) if unit is not None else "",
        percent=percent,
    )
    return canonical({**definition, **_feedback_on_mark(item)})


def _tolerance(item: Item) -> tuple[str, bool]:
    for node in item.root.within("equal"):
        mode = node.get("tolerancemode")
        sides = node.get("tolerance").split()
        if mode not in ("absolute", "relative") or not sides:
            continue
        if len(set(sides)) > 1:
            item.notes.warning(
                "The tolerance differs above and below; the first is kept.", node.line
            )
        return sides[0], mode == "relative"
    return "", False


def _accepted(item: Item, interaction: Node) -> list[str]:
    declaration = item.declaration(interaction)
    if not declaration.ignores_case:
        item.notes.warning("Capital letters make no difference here.", interaction.line)
    mapped = [key for key, value in declaration.mapped if value > 0]
    patterns = [
        _pattern(node.get("pattern"))
        for node in item.root.within("patternmatch")
        for variable in node.within("variable")
        if variable.get("identifier") == interaction.get("responseidentifier")
    ]
    if None in patterns:
        item.notes.warning(
            "An answer given as a regular expression was left out.", interaction.line
        )
    return list(dict.fromkeys([*declaration.correct, *mapped, *filter(None, patterns)]))


def _pattern(expression: str) -> str | None:
    """The accepted answer with `*` that a regular expression of `.*` and plain words means."""
    pieces = [_EITHER_CASE.sub(_letter, piece) for piece in expression.split(_WILDCARD)]
    if any(_REGEX_SIGN.search(piece) for piece in pieces):
        return None
    return "*".join(_ESCAPED_SIGN.sub(r"\1", piece) for piece in pieces)


def _letter(either: re.Match[str]) -> str:
    return either[2] if either[1].lower() == either[2].lower() else either[0]


def _cloze(item: Item, found: list[Node]) -> Mapping[str, Any]:
    gaps = []
    keys: dict[int, str] = {}
    for number, interaction in enumerate(found, start=1):
        name = interaction.get("responseidentifier")
        key = f"gap-{number}"
        keys[id(interaction)] = key
        right = _accepted(item, interaction)
        if interaction.name == "inlinechoiceinteraction":
            options = {
                node.get("identifier"): node for node in interaction.children("inlinechoice")
            }
            answers = [
                Answer(
                    one_line(item.plain(node.content)),
                    FULL if identifier in right else NOTHING,
                    item.feedback(node, identifier),
                )
                for identifier, node in options.items()
            ]
        else:
            answers = [Answer(text, FULL) for text in right]
        about = item.feedback(None, name)
        gaps.append(
            Gap(
                key,
                tuple(Answer(one.text, one.weight, one.feedback or about) for one in answers),
                selected=interaction.name == "inlinechoiceinteraction",
            )
        )
    stems = [node for node in item.body.elements if node.has_class("cairn-stem")]
    rest = [part for part in item.body.content if part not in stems]
    text = plain_of_nodes([_with_keys(part, keys) for part in rest], item.notes, item.line)
    return building.cloze(
        markdown_of_nodes(stems, item.notes, item.line), text, gaps, item.notes, item.line
    )


def _with_keys(part: Node | str, keys: Mapping[int, str]) -> Node | str:
    if isinstance(part, str):
        return part
    if id(part) in keys:
        return "{{" + keys[id(part)] + "}}"
    return Node(part.name, part.attributes, part.line, [_with_keys(p, keys) for p in part.content])


INTERACTIONS: Mapping[str, Callable[[Item, list[Node]], Mapping[str, Any]]] = {
    "choiceinteraction": _choice,
    "orderinteraction": _order,
    "matchinteraction": _match,
    "textentryinteraction": _typed,
    "inlinechoiceinteraction": _typed,
}
