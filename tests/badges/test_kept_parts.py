from typing import Any

import pytest
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.utils.safestring import mark_safe
from django.utils.translation import override

from badges.templatetags import kept

PART = "{% kept name=name %}{{ name }} {% now 'u' %}{% endkept %}"


def templates(**texts: str) -> Engine:
    return Engine(
        loaders=[
            (
                "django.template.loaders.cached.Loader",
                [("django.template.loaders.locmem.Loader", texts)],
            )
        ],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["badges.templatetags.kept"],
    )


def drawn(text: str, **values: Any) -> str:
    return str(templates(page=text).get_template("page").render(Context(values)))


def test_a_part_is_drawn_once_for_the_same_values() -> None:
    # The microsecond tells one drawing from another.
    page = templates(page=PART).get_template("page")
    first, other, again = [page.render(Context({"name": name})) for name in ("a", "b", "a")]

    assert first == again
    assert first.split()[1] != other.split()[1]


def test_each_language_has_its_own() -> None:
    text = "{% load i18n %}{% kept %}{% get_current_language as code %}{{ code }}{% endkept %}"
    page = templates(page=text).get_template("page")
    seen = []
    for code in ("en", "es", "en"):
        with override(code):
            seen.append(page.render(Context()))

    assert seen == ["en", "es", "en"]


def test_there_is_nothing_inside_but_the_values() -> None:
    text = "{% kept name=name %}{{ name }}{{ user }}{{ request }}{% endkept %}"

    assert drawn(text, name="a", user="Ann", request="hers") == "a"


def test_a_value_that_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="'name' is no plain value"):
        drawn(PART, name=["Ann"])


def test_only_named_values_are_taken() -> None:
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        drawn("{% kept user %}{% endkept %}")


def test_values_that_are_equal_but_drawn_otherwise_are_kept_apart() -> None:
    page = templates(page="{% kept name=name %}{{ name }}{% endkept %}").get_template("page")
    values = [1, True, "<b>", mark_safe("<b>")]

    assert [page.render(Context({"name": value})) for value in values] == [
        "1",
        "True",
        "&lt;b&gt;",
        "<b>",
    ]


def test_a_block_inside_is_that_of_the_page_which_is_drawn() -> None:
    base = "{% kept %}{% block styles %}none{% endblock %}{% endkept %}"
    extending = '{{% extends "base" %}}{{% block styles %}}{}{{% endblock %}}'
    engine = templates(base=base, one=extending.format("one"), two=extending.format("two"))
    names = ("base", "one", "two", "one")

    assert [engine.get_template(name).render(Context()) for name in names] == [
        "none",
        "one",
        "two",
        "one",
    ]


def test_no_more_is_kept_than_memory_is_meant_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    page = templates(page=PART).get_template("page")
    for number in range(10):
        page.render(Context({"name": number}))

    assert len(page.nodelist[0]._drawn) <= 3


BUTTON = "<button>{{ label }} {% now 'u' %}{{ user }}</button>"


def test_a_component_is_drawn_by_its_template_with_the_values_alone() -> None:
    page = templates(
        page='{% component "button" label=word %}',
        **{"components/button.html": "<button>{{ label }}{{ user }}</button>"},
    )
    shown = page.get_template("page").render(Context({"word": "Go <on>", "user": "Ann"}))

    assert shown == "<button>Go &lt;on&gt;</button>"


def test_a_component_is_drawn_once_for_the_same_values() -> None:
    engine = templates(
        page='{% component "button" label=word %}', **{"components/button.html": BUTTON}
    )
    page = engine.get_template("page")
    first, other, again = [page.render(Context({"word": word})) for word in ("a", "b", "a")]

    assert first == again
    assert first.split()[1] != other.split()[1]


def test_a_component_takes_no_list_and_no_form() -> None:
    engine = templates(
        page='{% component "button" label=word %}', **{"components/button.html": BUTTON}
    )
    with pytest.raises(TypeError, match="'label' is no plain value"):
        engine.get_template("page").render(Context({"word": ["a"]}))


@pytest.mark.parametrize("tag", ["{% component %}", '{% component "button" label %}'])
def test_a_component_is_given_its_name_and_named_values(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="name of a component"):
        drawn(tag)


def test_a_component_that_does_not_exist_is_missed() -> None:
    with pytest.raises(TemplateDoesNotExist, match=r"components/buton\.html"):
        drawn('{% component "buton" label="Go" %}')
