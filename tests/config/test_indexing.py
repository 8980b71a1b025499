"""What is saved can be searched after the commit, and is indexed once however often it was."""

import pytest
from django.db import transaction
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import Locale, ReferenceIndex
from wagtail.search.models import IndexEntry
from wagtail.tasks import update_reference_index_task

from config import indexing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    Locale.objects.get_or_create(language_code="en")
    return factories.a_course(assessment=factories.an_assessment(competencies=1, questions=1))


@pytest.fixture
def backend(course, monkeypatch):
    """The backend of every site but the tests': from now on their tasks go to it as well."""
    backend = indexing.AfterCommit("default", {})
    for task in (insert_or_update_object_task, update_reference_index_task):
        monkeypatch.setattr(type(task), "get_backend", lambda self: backend, raising=True)
    return backend


def found(word):
    """What the search index holds with that word in its title (the tests' tables come without
    the virtual one that is searched)."""
    entries = IndexEntry.objects.filter(title=word)
    return [int(entry.object_id) for entry in entries]


def test_the_search_index_is_known_by_its_name():
    assert insert_or_update_object_task.module_path == indexing.SEARCH_INDEX_TASK


def test_a_page_is_found_after_the_commit_and_not_before(backend, committed, course):
    with committed():
        course.title = "Beekeeping"
        course.save_revision().publish()
        assert found("Beekeeping") == []
    assert found("Beekeeping") == [course.pk]


def test_what_is_saved_three_times_is_indexed_once(backend, committed, course, monkeypatch):
    indexed = []
    monkeypatch.setattr(indexing, "_make_searchable", lambda model, pks: indexed.append(pks))
    with committed():
        for title in ("One", "Two", "Three"):
            course.title = title
            course.save_revision().publish()
    assert indexed == [[str(course.pk)]]


def test_what_is_asked_for_twice_is_done_once(backend, committed, course, monkeypatch):
    ran = []
    monkeypatch.setattr(backend, "run", lambda result: ran.append(result.args))
    with committed():
        for pk in ("1", "2", "1"):
            update_reference_index_task.enqueue("learning", "coursepage", pk)
    assert ran == [["learning", "coursepage", "1"], ["learning", "coursepage", "2"]]


def test_references_are_known_after_the_commit(backend, committed, course):
    with committed():
        badge = factories.a_badge(competencies=1)
        badge.save()
        used_by = ReferenceIndex.get_references_to(badge.ordered_competencies[0])
        assert not used_by.exists()
    assert list(used_by.values_list("object_id", flat=True)) == [str(badge.pk)]


def test_what_is_rolled_back_is_not_indexed(backend, committed, course):
    with committed(), transaction.atomic():
        course.title = "Beekeeping"
        course.save()
        transaction.set_rollback(True)
    assert found("Beekeeping") == []
    with committed():
        course.save()
    assert found("Beekeeping") == [course.pk]


def test_one_that_is_gone_holds_up_no_other(backend, committed, course):
    with committed():
        gone = factories.a_course(assessment=factories.an_assessment(competencies=1, questions=1))
        course.title = "Beekeeping"
        course.save()
        gone.delete()
    assert found("Beekeeping") == [course.pk]


def test_without_a_transaction_it_happens_at_once(backend, course, monkeypatch):
    connection = transaction.get_connection()
    monkeypatch.setattr(connection, "in_atomic_block", False)
    monkeypatch.setattr(backend, "_execute_task", lambda result: ran.append(result))
    ran = []
    backend.enqueue(update_reference_index_task, ["badges", "badge", "1"], {})
    assert len(ran) == 1
