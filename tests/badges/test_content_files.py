from pathlib import Path

import pytest

from badges.content_files import Folder, Problems
from badges.content_shapes import (
    address,
    either,
    email,
    fits,
    flag,
    list_of,
    one_of,
    record,
    schema,
    set_of,
    slug,
    text,
    whole_number,
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def said(problems: Problems) -> list[str]:
    return [f"{Path(problem.file).name}:{problem.line}: {problem.message}" for problem in problems]


def test_a_part_knows_the_line_of_its_key(folder: Folder) -> None:
    source = folder.yaml_text("a: 1\nb:\n  - c: 2\n  - c: 3\n", file="x.yaml")

    assert source is not None
    assert [source.line("a"), source.line("b"), source.line("b", 1, "c")] == [1, 2, 4]


def test_what_is_missing_is_looked_for_where_it_should_stand(folder: Folder) -> None:
    source = folder.yaml_text("a: 1\nb:\n  - c: 2\n", file="x.yaml")

    assert source is not None
    assert source.line("b", 0, "d") == 3


def test_a_part_of_a_part_keeps_the_lines_of_the_file(folder: Folder) -> None:
    source = folder.yaml_text("b:\n  - c: 2\n    d:\n      - e\n", file="x.yaml")

    assert source is not None
    assert source.part("b", 0).part("d").line(0) == 4


def test_front_matter_counts_its_lines_from_the_top_of_the_file(folder: Folder) -> None:
    (folder.root / "x.md").write_text("---\ntitle: T\nsummary: S\n---\n\nText.\n")

    document = folder.markdown(folder.root / "x.md")

    assert document is not None
    assert document.front.line("summary") == 3
    assert document.body_line == 5


def test_a_text_loses_the_white_space_around_it(folder: Folder) -> None:
    source = folder.yaml_text("a: >-\n  one\n  two\nb: |\n  three\n", file="x.yaml")

    assert source is not None
    assert source.value == {"a": "one two", "b": "three"}


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("a: 1\nb: one: two\n", 2, "in quotation marks"),
        ("a: 1\nb:\n\t- x\n", 3, "never with tabs"),
        ("a: 1\nb: 2\na: 3\n", 3, "stands here a second time"),
        ("a: &x [1]\nb: *x\n", 1, "Write it out again"),
        ("a: 1\nb: 2024-02-31\n", 2, "Put it in quotation marks"),
        ("a: [1\nb: 2\n", 2, "not valid YAML"),
    ],
)
def test_what_is_no_good_yaml_is_named_with_its_line(
    folder: Folder, written: str, line: int, words: str
) -> None:
    folder.yaml_text(written, file="x.yaml")

    (problem,) = folder.problems
    assert problem.line == line
    assert words in problem.message


def test_a_missing_file_is_a_problem_and_no_crash(folder: Folder) -> None:
    assert folder.yaml(folder.root / "gone.yaml") is None
    assert said(folder.problems) == ["gone.yaml:1: This file is missing. Add it."]


def test_a_file_in_another_encoding_is_named_at_its_first_odd_line(folder: Folder) -> None:
    (folder.root / "x.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")

    assert folder.yaml(folder.root / "x.yaml") is None
    assert said(folder.problems) == ["x.yaml:2: This file is not in UTF-8. Save it again as UTF-8."]


def test_a_markdown_file_without_front_matter_is_a_problem(folder: Folder) -> None:
    (folder.root / "x.md").write_text("Just text.\n")

    assert folder.markdown(folder.root / "x.md") is None
    assert "front matter" in said(folder.problems)[0]


def test_numbers_in_front_of_names_give_the_order(folder: Folder) -> None:
    for name in ("10-last.md", "2-second.md", "1-first.md"):
        (folder.root / name).touch()

    found = folder.numbered(folder.root, wanted=Path.is_file)

    assert [one.slug for one in found] == ["first", "second", "last"]


def test_two_files_with_one_number_or_one_slug_are_a_problem(folder: Folder) -> None:
    for name in ("1-first.md", "1-other.md", "2-first.md"):
        (folder.root / name).touch()

    folder.numbered(folder.root, wanted=Path.is_file)

    assert said(folder.problems) == [
        "1-other.md:1: 1-first.md has the same number. Give this one another.",
        "2-first.md:1: 1-first.md has the same slug. Give this one another.",
    ]


SHAPE = record(
    {"name": text("What it is called", longest=10), "kind": one_of("Which", "a", "b")},
    {
        "slugs": set_of("Short names", slug("One"), least=1, most=2),
        "count": whole_number("How many", least=1, most=5),
        "url": address("Where"),
        "email": email("Whom"),
        "is_on": flag("Whether"),
        "parts": list_of("Parts", either(record({"x": text("X")}), record({"y": text("Y")}))),
    },
)
GOOD = "name: N\nkind: a\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("kind: a\n", "x.yaml:1: “name” is missing. Add it: What it is called."),
        ("name: ''\nkind: a\n", "x.yaml:1: “name” is empty. Write it: What it is called."),
        ("name: 12\nkind: a\n", "x.yaml:1: “name” must be text. Put it in quotation marks."),
        ("name: N\nkind: c\n", "x.yaml:2: “kind” is “c”. Choose one of: a, b."),
        (
            "name: Longer than ten\nkind: a\n",
            "x.yaml:1: “name” has 15 characters. Shorten it to 10.",
        ),
        (GOOD + "cuont: 3\n", "x.yaml:3: There is no entry “cuont” here. Did you mean “count”?"),
        (GOOD + "count: 9\n", "x.yaml:3: “count” must be from 1 to 5."),
        (GOOD + "count: many\n", "x.yaml:3: “count” must be a whole number."),
        (GOOD + "count: true\n", "x.yaml:3: “count” must be a whole number."),
        (GOOD + "is_on: 1\n", "x.yaml:3: “is_on” must be true or false."),
        (GOOD + "url: here\n", "x.yaml:3: “url” must be an address that begins with https://."),
        (GOOD + "email: me\n", "x.yaml:3: “email” must be an e-mail address."),
        (
            GOOD + "slugs: Not A Slug\n",
            "x.yaml:3: “slugs” must be a list. Write each on a line with a hyphen.",
        ),
        (GOOD + "slugs: []\n", "x.yaml:3: “slugs” must hold 1 to 2; there are 0."),
        (
            GOOD + "slugs:\n  - a-b\n  - A_b\n",
            "x.yaml:5: “A_b” is no slug. Use small letters, digits and single hyphens.",
        ),
        (
            GOOD + "slugs:\n  - a\n  - a\n",
            "x.yaml:5: “a” stands in the list twice. Take one out.",
        ),
        (
            GOOD + "parts:\n  - z: 1\n",
            "x.yaml:4: One of these entries has to be here: “x”, “y”.",
        ),
        (GOOD + "parts:\n  - y: ''\n", "x.yaml:4: “y” is empty. Write it: Y."),
        ("- name: N\n", "x.yaml:1: This must have entries of its own: "),
    ],
)
def test_what_does_not_fit_a_shape_is_told_in_a_sentence(
    folder: Folder, written: str, expected: str
) -> None:
    source = folder.yaml_text(written, file="x.yaml")

    assert source is not None
    assert not fits(source, SHAPE, folder.problems)
    (sentence,) = said(folder.problems)
    assert sentence.startswith(expected)


def test_every_fault_is_told_at_once(folder: Folder) -> None:
    source = folder.yaml_text("kind: c\ncount: 9\n", file="x.yaml")

    assert source is not None
    assert not fits(source, SHAPE, folder.problems)
    assert len(said(folder.problems)) == 3


def test_what_fits_leaves_no_problem(folder: Folder) -> None:
    source = folder.yaml_text(
        GOOD + "slugs: [a]\ncount: 1\nurl: https://x.example/\nemail: a@b.example\n"
        "is_on: true\nparts:\n  - y: Y\n",
        file="x.yaml",
    )

    assert source is not None
    assert fits(source, SHAPE, folder.problems)
    assert not list(folder.problems)


def test_a_shape_is_a_json_schema() -> None:
    made = schema("Things", SHAPE)

    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["required"] == ["name", "kind"]
    assert made["properties"]["slugs"]["uniqueItems"] is True
