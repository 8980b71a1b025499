"""Prepared queries, asked by the threads of one server: each on a connection of its own."""

from accounts.prepared import PreparedQuery
from tests import factories
from tests.accounts.test_prepared import joined_of
from tests.services.test_award_pipeline import in_threads


def test_each_thread_gets_the_rows_that_it_asked_for():
    people = [factories.a_user() for _ in range(8)]
    read = PreparedQuery(joined_of, int)
    found = in_threads(8, lambda index: [read(people[index].pk)[0][0] for _ in range(20)])

    assert found == [[person.pk] * 20 for person in people]
