from hypothesis import given
from hypothesis import strategies as st

from assessments.interchange.formatting import MARKDOWN, Written, escaped, markdown_of, plain_of
from assessments.interchange.markup import parsed_html
from assessments.interchange.readings import Notes

_LINES = st.lists(
    st.text(alphabet="ab1 \t*_`~[]()<>#&!+-=.\\:/;|{}\"'x", min_size=1, max_size=20), max_size=4
)


@given(_LINES)
def test_escaped_text_shows_in_markdown_as_it_was(lines: list[str]) -> None:
    text = "\n".join(lines)
    shown = parsed_html(MARKDOWN.render(escaped(text))).text
    assert shown.split() == text.split()


@given(_LINES)
def test_text_from_html_shows_in_markdown_as_it_was(lines: list[str]) -> None:
    text = " ".join(lines).replace("&", "&amp;").replace("<", "&lt;")
    found = markdown_of(Written(f"<p>{text}</p>", "html"), Notes())
    assert parsed_html(MARKDOWN.render(found)).text.split() == " ".join(lines).split()


def test_hyphens_with_gaps_are_no_line_across_the_page() -> None:
    for text in ("-- -", "--- --", "-  --"):
        assert parsed_html(MARKDOWN.render(escaped(text))).text.split() == text.split()


def converted(html: str) -> str:
    return markdown_of(Written(html, "html"), Notes())


def test_lists_quotations_and_links_become_markdown() -> None:
    assert converted("<ol><li>One<ul><li>inner</li></ul></li><li>Two</li></ol>") == (
        "1. One\n\n   - inner\n2. Two"
    )
    assert converted("<blockquote><p>Said</p><p>twice</p></blockquote>") == "> Said\n>\n> twice"
    assert converted('<a href="https://example.org/a">here</a>') == "[here](https://example.org/a)"


def test_a_line_break_stays_one() -> None:
    assert converted("one<br>two") == "one\\\ntwo"
    assert plain_of(Written("one<br/>two", "html"), Notes()) == "one\ntwo"


def test_a_link_to_a_script_loses_its_target() -> None:
    assert converted('<a href="javascript:alert(1)">here</a>') == "here"


def test_a_script_is_not_text() -> None:
    assert converted("<p>Tea<script>alert(1)</script></p>") == "Tea"


def test_list_items_that_nobody_closed_are_still_items() -> None:
    assert converted("<ul><li>one<li>two</ul>") == "- one\n- two"
