"""What the styles promise: few bytes, colours that can be told apart, nothing left over."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings

from home import tokens

STATIC = Path(settings.ROOT) / "static"
TEMPLATES = Path(settings.ROOT) / "templates"
STYLES = sorted((STATIC / "css").rglob("*.css"))
COMPONENTS = sorted((STATIC / "css" / "components").glob("*.css"))

MOST_OF_STYLES = 60_000
MOST_OF_SCRIPTS = 40_000

PAPERS = ["paper", "paper-raised", "paper-sunk"]
WASHES = ["tide-wash", "lichen-wash", "ochre-wash", "rust-wash", "granite-wash"]
TEXT = [
    *itertools.product(["ink"], [*PAPERS, *WASHES]),
    *itertools.product(["ink-soft", "spruce"], [*PAPERS, "granite-wash"]),
    *itertools.product(["tide", "tide-deep"], [*PAPERS, "tide-wash", "granite-wash"]),
    *itertools.product(["spruce-deep"], PAPERS),
    *itertools.product(["lichen"], [*PAPERS, "lichen-wash"]),
    *itertools.product(["ochre"], [*PAPERS, "ochre-wash"]),
    *itertools.product(["rust"], [*PAPERS, "rust-wash"]),
    *itertools.product(["on-spruce"], ["spruce", "spruce-deep"]),
    *itertools.product(["paper-raised"], ["rust", "rust-deep"]),
    *itertools.product(["on-forest", "on-forest-soft"], ["forest"]),
    ("on-stone", "stone-granite"),
    ("paper", "ink"),
]
GRAPHICS = [
    *itertools.product(["line-strong"], PAPERS),
    *itertools.product(["focus"], [*PAPERS, *WASHES]),
    *itertools.product(["ochre-bright"], ["paper", "paper-raised"]),
]
# A hairline between things that their distance keeps apart as well.
DECORATION = {"line"}


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    found = tokens.colours()
    return {
        "light": {colour.name: colour.light for colour in found},
        "dark": {colour.name: colour.dark for colour in found},
    }


def too_close(pairs: list[tuple[str, str]], least: float) -> list[str]:
    return [
        f"{front} on {ground}, {scheme}: {contrast(values[front], values[ground]):.2f}"
        for scheme, values in schemes().items()
        for front, ground in pairs
        if contrast(values[front], values[ground]) < least
    ]


def test_contrast_is_computed_as_the_guidelines_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_text_can_be_read_on_every_ground_it_stands_on_in_light_and_dark():
    assert not too_close(TEXT, 4.5)


def test_marks_and_edges_can_be_seen_in_light_and_dark():
    assert not too_close(GRAPHICS, 3)


def test_every_colour_is_in_a_pair():
    in_pairs = set(itertools.chain(*TEXT, *GRAPHICS)) | DECORATION

    assert {colour.name for colour in tokens.colours()} == in_pairs


def test_a_badges_stone_carries_its_sign_in_both_schemes():
    emblems = (STATIC / "css" / "components" / "emblem.css").read_text()
    stones = re.findall(r"--stone: (#[0-9a-f]{6})", emblems)

    assert len(stones) >= 11
    for values in schemes().values():
        assert all(contrast(values["on-stone"], stone) >= 4.5 for stone in stones)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_takes_its_colours_from_the_tokens(path):
    """The stones of badges are tokens that stand in the component's own file."""
    styles = re.sub(r"@layer tokens \{.*?\n\}", "", without_comments(path), flags=re.DOTALL)

    assert not re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(", styles, flags=re.I)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_loaded_by_a_page(path):
    wanted = f"css/components/{path.name}"

    assert any(wanted in template.read_text() for template in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_sides_and_sizes_are_named_by_the_text_and_not_by_the_screen(path):
    physical = (
        r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:top|right|bottom|left)[\w-]*"
        r"|(?:min-|max-)?(?:width|height)|top|right|bottom|left|overflow-[xy])\s*:"
    )

    assert not re.findall(physical, without_comments(path))


def test_every_token_that_is_asked_for_exists_and_every_token_is_asked_for():
    styles = "".join(without_comments(path) for path in STYLES)
    defined = set(re.findall(r"(?:^|[\s;{])(--[\w-]+)\s*:", styles))
    used = set(re.findall(r"var\((--[\w-]+)", styles))

    assert used == defined


def test_every_class_that_is_styled_is_on_a_page():
    """A part of a name that is put together (`alert--{{ tone }}`) counts by its stem."""
    written = "".join(
        path.read_text()
        for pattern in ("templates/**/*.html", "static/js/*.js", "[a-z]*/**/*.py")
        for path in Path(settings.ROOT).glob(pattern)
        if "tests" not in path.relative_to(settings.ROOT).parts
    )
    named = set(re.findall(r"[A-Za-z][\w-]*", written))
    left_over = [
        f"{path.name}: {name}"
        for path in STYLES
        for name in sorted(set(re.findall(r"\.([A-Za-z][\w-]*)", _selectors(path))))
        if name not in named and f"{name.rpartition('--')[0]}--" not in named
    ]

    assert not left_over


def _selectors(path: Path) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", without_comments(path))


def test_the_styles_are_small():
    every_file = [path for path in (STATIC / "css").rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in every_file) <= MOST_OF_STYLES


def test_the_scripts_are_small():
    assert sum(path.stat().st_size for path in (STATIC / "js").glob("*.js")) <= MOST_OF_SCRIPTS


def test_what_can_only_be_pressed_is_not_printed():
    """In the last layer: the display of a component would beat it in a layer below."""
    utilities = without_comments(STATIC / "css" / "utilities.css")
    printed = utilities.partition("@media print")[2].partition("!important")[0]

    assert {".button", ".no-print"} <= set(re.findall(r"\.[\w-]+", printed.partition("{")[2]))


@pytest.mark.parametrize(
    ("template", "part"),
    [
        ("base.html", "site-nav"),
        ("base.html", "site-footer"),
        ("components/pagination.html", "pagination"),
        ("home/catalogue.html", "filters"),
        ("learning/_go_on.html", "go-on"),
        ("learning/lesson_page.html", "lesson__aside"),
    ],
)
def test_what_leads_elsewhere_is_not_printed(template, part):
    [classes] = re.findall(rf'class="({part}\b[^"]*)"', (TEMPLATES / template).read_text())

    assert "no-print" in classes.split()


def test_what_a_page_loads_by_its_styles_does_not_depend_on_what_it_shows():
    """The frame keeps the links of a page's styles, and knows nothing of the page by then.

    A page that needs more in some of its states says so in its head.
    """
    tags = re.compile(r"{%.*?%}|{{.*?}}")
    fixed = re.compile(
        r"""{% static ['"][\w./-]+['"] %}|{% include "[\w./]+" only %}|{{ block.super }}"""
    )
    blocks = {
        str(path.relative_to(TEMPLATES)): block
        for path in TEMPLATES.rglob("*.html")
        for block in re.findall(r"{% block styles %}(.*?){% endblock", path.read_text(), re.DOTALL)
    }

    assert len(blocks) > 40
    assert {
        name: tag
        for name, block in blocks.items()
        for tag in tags.findall(block)
        if not fixed.fullmatch(tag)
    } == {}
