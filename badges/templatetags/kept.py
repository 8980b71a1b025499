"""Parts of pages that are drawn once and then kept, by the plain values that they show."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context, Engine, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader_tags import BlockNode
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# More drawings than a part has on our pages; with them all it begins anew.
_MOST = 1_000
_Key = tuple[Any, ...]


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept name=expression … %}…{% endkept %}`: what is inside is drawn once for each
    language and each combination of the values, which are texts, numbers, true, false or none.

    Inside there is nothing but these values: neither the request nor who is signed in. So what
    is one person's cannot be kept for another, unless a value says it.
    """
    tag, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise TemplateSyntaxError(f"'{tag}' takes name=value and nothing else: {bits[0]}")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(values, nodelist)


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """`{% component "button" label=_("Save") … %}`: the template `components/button.html`, drawn
    with these values and no others, and kept as by `kept`.

    A component that takes lists, a form or a token is included instead, and so is one that is
    given what somebody wrote or an address that is a secret: that is not to be kept.
    """
    tag, *bits = token.split_contents()
    name = bits.pop(0).strip("'\"") if bits else ""
    values = token_kwargs(bits, parser)
    if bits or not name:
        raise TemplateSyntaxError(f"'{tag}' takes the name of a component, and name=value")
    return ComponentNode(name, values)


class DrawnOnce(Node):
    """Draws the same again for the same values; `_draw` says how."""

    def __init__(self, values: dict[str, FilterExpression]) -> None:
        self._values = values
        self._drawn: dict[_Key, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {
            name: _plain(name, value.resolve(context)) for name, value in self._values.items()
        }
        key = (
            get_language(),
            self._drawn_by(context),
            # 1 is equal to True, and a text that is safe to one that is not.
            *((type(value), value) for value in values.values()),
        )
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._draw(context, values)
            if len(self._drawn) >= _MOST:
                self._drawn.clear()
            self._drawn[key] = drawn
        return drawn

    def _drawn_by(self, context: Context) -> str | None:
        """What it depends on besides the language and the values."""
        return None

    def _draw(self, context: Context, values: dict[str, Any]) -> SafeString:
        raise NotImplementedError


class KeptNode(DrawnOnce):
    def __init__(self, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        super().__init__(values)
        self.nodelist = nodelist
        # What stands in a block is decided by the template that extends this one.
        self._is_extended = bool(nodelist.get_nodes_by_type(BlockNode))

    def _drawn_by(self, context: Context) -> str | None:
        return context.template.name if self._is_extended and context.template else None

    def _draw(self, context: Context, values: dict[str, Any]) -> SafeString:
        return self.nodelist.render(context.new(values))


class ComponentNode(DrawnOnce):
    def __init__(self, name: str, values: dict[str, FilterExpression]) -> None:
        super().__init__(values)
        self._path = f"components/{name}.html"

    def _draw(self, context: Context, values: dict[str, Any]) -> SafeString:
        engine = context.template.engine if context.template else Engine.get_default()
        return engine.get_template(self._path).render(context.new(values))


def _plain(name: str, value: Any) -> str | int | None:
    if isinstance(value, Promise):  # a text that is to be translated
        return str(value)
    if not isinstance(value, str | int | None):
        raise TypeError(f"'{name}' is no plain value: {value!r}")
    return value
