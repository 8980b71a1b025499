from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.prepared import PreparedQuery
from badges.awarding import award
from badges.models import Award
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [factories.a_user(name=name) for name in ("Ann", "Ben", "Cem")]


def joined_of(*ids: int) -> QuerySet:
    """What has to be made of a row (a moment), a constant, and an order."""
    found = User.objects.filter(pk__in=ids).annotate(kind=Value("person"), seven=Value(7))
    return found.order_by("-name").values_list("pk", "date_joined", "kind", "seven")


def test_it_answers_with_the_rows_of_the_query_that_it_was_built_from(people: list[User]) -> None:
    ids = [people[0].pk, people[2].pk]

    assert PreparedQuery(joined_of, int, int)(*ids) == list(joined_of(*ids))


def test_each_call_asks_for_its_own_values(people: list[User]) -> None:
    read = PreparedQuery(joined_of, int)

    assert [row[0] for person in people for row in read(person.pk)] == [p.pk for p in people]


def test_it_is_built_once(people: list[User]) -> None:
    built: list[Any] = []

    def build(pk: int) -> QuerySet:
        built.append(pk)
        return joined_of(pk)

    read = PreparedQuery(build, int)
    for person in people:
        read(person.pk)

    assert len(built) == 1


def test_it_takes_one_query_and_sees_what_changed_since(people: list[User]) -> None:
    read = PreparedQuery(lambda pk: User.objects.filter(pk=pk).values_list("name"), int)
    read(people[0].pk)
    User.objects.filter(pk=people[0].pk).update(name="Anne")

    with CaptureQueriesContext(connection) as queries:
        assert read(people[0].pk) == [("Anne",)]
    assert len(queries) == 1


def test_a_query_that_can_find_nothing_is_not_sent(people: list[User]) -> None:
    read = PreparedQuery(lambda pk: User.objects.filter(pk__in=[]).values_list("pk"), int)

    with CaptureQueriesContext(connection) as queries:
        assert read(people[0].pk) == []
    assert not queries


def test_texts_and_ids_are_values_too(people: list[User]) -> None:
    badge, other = factories.a_badge(slug="kept"), factories.a_badge(slug="other")
    awards = [award(badge=b, recipient=people[0], narrative="Passed.") for b in (badge, other)]
    read = PreparedQuery(
        lambda slug, pk: Award.objects.filter(badge__slug=slug, pk=pk).values_list("pk"), str, UUID
    )

    assert read("kept", awards[0].pk) == [(awards[0].pk,)]
    assert read("kept", awards[1].pk) == []


def test_another_number_of_values_than_it_was_built_for_is_refused() -> None:
    with pytest.raises(TypeError, match="takes 2"):
        PreparedQuery(joined_of, int, int)(1)
