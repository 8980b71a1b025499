import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.text import clean_html, clean_line, clean_text, markdown_to_html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=//evil.example></iframe>",
    ],
)
def test_nothing_that_runs_survives(hostile):
    cleaned = clean_html(hostile).lower()

    for trace in ("<script", "onerror", "javascript:", "style=", "<iframe", "<img", "<svg"):
        assert trace not in cleaned


def test_harmless_formatting_stays():
    html = '<p>A <strong>bold</strong> <a href="https://example.org">link</a></p>'

    assert clean_html(html) == html


def test_html_inside_markdown_shows_as_text():
    assert markdown_to_html("<b onclick=x>**hi**</b>") == (
        "<p>&lt;b onclick=x&gt;<strong>hi</strong>&lt;/b&gt;</p>\n"
    )


@given(st.text())
def test_cleaned_text_has_no_control_characters_and_cleaning_it_again_changes_nothing(text):
    cleaned = clean_text(text)

    assert not any((ord(c) < 32 and c not in "\t\n") or ord(c) == 127 for c in cleaned)
    assert clean_text(cleaned) == cleaned


@given(st.text())
def test_a_line_is_one_line(text):
    assert len(clean_line(text).splitlines()) <= 1
