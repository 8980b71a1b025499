from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import Page, Site

from badges.models import Badge, LoadedItem
from home.models import HomePage
from home.roots import ensure_roots
from tests import factories
from tests.loaded import a_copy_of_the_content, change, load


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_copy_of_the_content(tmp_path)


def test_wagtails_welcome_page_gives_way(db: None, root: Path, tmp_path: Path) -> None:
    tree, _collection = ensure_roots()
    welcome = Page(title="Welcome to your new Wagtail site!", slug="home")
    tree.add_child(instance=welcome)
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)

    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        load(root)

    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert Site.objects.get().root_page.specific == HomePage.objects.get()


def test_a_badge_that_was_made_by_hand_is_not_taken_over(
    db: None, root: Path, tmp_path: Path
) -> None:
    factories.a_badge(slug="empathy", name="Our own")

    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        loading = load(root)

    assert Badge.objects.get(slug="empathy").name == "Our own"
    assert any(sentence.startswith("badge:empathy") for sentence in loading.conflicts)


def test_every_problem_is_printed_and_nothing_is_written(
    db: None, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(root / "issuer.yaml", "slug: cairn", "slug: Cairn")
    lesson = next(root.glob("collaboration/1-*/1-*.md"))
    change(lesson, "tone: note", "tone: loud")

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_content", root=root)

    errors = capsys.readouterr().err
    assert f"{root / 'issuer.yaml'}:2: " in errors
    assert f"{lesson}:" in errors
    assert not LoadedItem.objects.exists()
    assert not Badge.objects.exists()
