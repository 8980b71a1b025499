"""What is put in again is what would have been made."""

import pytest
from django.db import connection, transaction
from wagtail.models import Page

from badges.models import Competency
from home.models import HomePage
from home.searching import search
from learning.models import LessonPage
from tests import factories, kept_rows
from tests.kept_rows import made_once
from tests.search_index import OnlyIfAsked

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'sqlite'", reason="only SQLite takes back the numbers it has given"
    ),
]


@pytest.fixture(autouse=True)
def nothing_recorded(monkeypatch):
    monkeypatch.setattr(kept_rows, "_recordings", kept_rows.defaultdict(list))


class Making:
    """Counts how often something is made, each time by another name."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return factories.a_competency(name=f"Made {self.times}")


def everything():
    return kept_rows._rows_of(kept_rows._tables()), kept_rows._last_keys()


def in_a_test_of_its_own(work):
    with transaction.atomic():
        done = work()
        transaction.set_rollback(True)
    return done


def test_every_row_of_a_course_is_the_same_the_second_time():
    def work():
        made_once(("a course",), lambda: factories.a_course(lessons=1))
        return everything()

    first = in_a_test_of_its_own(work)
    assert in_a_test_of_its_own(work) == first
    assert len(first[0]["learning_lessonpage"]) == 4


def test_it_is_made_once_and_read_from_the_database_each_time():
    make = Making()
    names = [in_a_test_of_its_own(lambda: made_once(("x",), make).name) for _ in range(3)]
    assert names == ["Made 1"] * 3
    assert make.times == 1


def test_beside_something_else_it_is_made_anew():
    make = Making()
    in_a_test_of_its_own(lambda: made_once(("x",), make))
    factories.a_competency()
    assert made_once(("x",), make).name == "Made 2"
    assert Competency.objects.count() == 2


def test_beside_something_that_was_only_changed_it_is_made_anew():
    factories.a_competency()
    make = Making()
    in_a_test_of_its_own(lambda: made_once(("x",), make))
    Competency.objects.update(name="Changed")
    assert made_once(("x",), make).name == "Made 2"


def test_what_it_does_not_look_into_makes_no_difference():
    make = Making()
    in_a_test_of_its_own(lambda: made_once(("x",), make))
    factories.a_user()
    assert made_once(("x",), make).name == "Made 1"


def test_a_second_one_in_the_same_test_is_another():
    make = Making()
    assert made_once(("x",), make) != made_once(("x",), make)


def test_what_was_there_before_is_changed_again_as_it_was():
    def a_lesson():
        return made_once(("lesson",), lambda: factories.a_lesson(module))

    module = factories.a_course(lessons=0).get_first_child().specific
    first = in_a_test_of_its_own(a_lesson)
    again = a_lesson()
    assert again == first
    assert list(Page.objects.get(pk=module.pk).get_children().specific()) == [again]
    assert LessonPage.objects.get() == again


def test_what_is_put_in_while_something_larger_is_recorded_counts_for_it():
    def site_and_name():
        site = made_once(("site",), factories._a_new_site)
        Competency.objects.create(slug="x", name="X", description=site.title)
        return site

    in_a_test_of_its_own(lambda: made_once(("site",), factories._a_new_site))
    in_a_test_of_its_own(lambda: made_once(("larger",), site_and_name))
    made_once(("site",), factories._a_new_site)
    HomePage.objects.update(headline="Changed")
    with pytest.raises(pytest.fail.Exception, match="made anew"):
        made_once(("larger",), lambda: pytest.fail("made anew", pytrace=False))


def test_where_it_is_to_be_found_it_is_found_the_second_time_too(monkeypatch):
    def work():
        course = made_once(("a course",), lambda: factories.a_course(lessons=1))
        return course.title, [one.title for one in search("lesson").found]

    in_a_test_of_its_own(work)
    monkeypatch.setattr(OnlyIfAsked, "is_asked", True)
    first = in_a_test_of_its_own(work)
    assert len(first[1]) == 4
    assert in_a_test_of_its_own(work) == first


def test_no_row_is_lost_where_making_takes_rows_away():
    def one_for_another():
        Competency.objects.all().delete()
        return make()

    make = Making()
    factories.a_competency()
    in_a_test_of_its_own(lambda: made_once(("x",), one_for_another))
    in_a_test_of_its_own(lambda: made_once(("x",), one_for_another))
    assert make.times == 2


def test_whoever_watches_for_writing_sees_it():
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    make = Making()
    in_a_test_of_its_own(lambda: made_once(("x",), make))
    with connection.execute_wrapper(watch):
        made_once(("x",), make)
    assert any(sql.startswith('INSERT INTO "badges_competency"') for sql in seen)
