import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.content_markdown import rich_text
from assessments.markdown_writing import markdown_of
from badges.content_files import Problems

WRITTEN = [
    "A *few* **words** with [a link](https://example.org/a_b).",
    "One line\\\nand the next.",
    "- one\n- two\n\n  still two\n  - nested",
    "3. three\n4. four",
    "> A quote\n> on two lines\n>\n> and a new one.",
    "## A heading\n\nand ### no heading",
    "**bold***italic*",
    "\\*no emphasis\\*, 2 \\* 3, snake_case, a_b_c",
    "1986\\. A great year.",
    "\\- no list",
    "\\# no heading",
    '“Quotes”, "straight" ones, it\'s & <not a tag>',
    "***both***",
]


def read(markdown: str) -> str:
    problems = Problems()
    html = rich_text(markdown, file="", line=1, problems=problems, headings=True)
    assert not list(problems), markdown
    return html


@pytest.mark.parametrize("markdown", WRITTEN)
@pytest.mark.parametrize("tidy", [True, False])
def test_what_is_written_reads_back_as_the_same_rich_text(markdown: str, tidy: bool) -> None:
    html = read(markdown)

    assert read(markdown_of(html, tidy=tidy)) == html


@pytest.mark.parametrize(
    "markdown", [WRITTEN[0], WRITTEN[1], WRITTEN[2], WRITTEN[3], WRITTEN[4], WRITTEN[12]]
)
def test_a_tidy_text_has_no_backslash_that_it_can_do_without(markdown: str) -> None:
    assert markdown_of(read(markdown), tidy=True) == markdown


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]),
            min_size=1,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_words_of_a_paragraph_read_back(words: list[str]) -> None:
    markdown = markdown_of("<p>" + _escaped(" ".join(words)) + "</p>")

    assert markdown_of(read(markdown)) == markdown


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_what_only_the_editor_adds_makes_no_difference() -> None:
    edited = '<p data-block-key="a1b2c">It\'s <b>so</b>,<br/>"yes".</p>'

    assert markdown_of(edited) == markdown_of(read('It\'s **so**,\\\n"yes".'))


def test_spaces_at_the_edge_of_bold_words_go_outside() -> None:
    assert markdown_of("<p>a<b> word </b>here</p>", tidy=True) == "a **word** here"


def test_a_link_to_a_page_is_written_by_its_address() -> None:
    html = '<p><a linktype="page" id="7">there</a></p>'

    written = markdown_of(html, address=lambda attributes: f"/page-{attributes['id']}/")

    assert written == "[there](/page-7/)"
