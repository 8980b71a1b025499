import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.text import harmless_cell
from learning.models import Enrolment
from tests import factories
from tests.coordination.learning_people import attempt, enrol, read

PROGRESS = "/admin/learners/progress/"


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{PROGRESS}?export=csv&{query}")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def names(client: Client, query: str) -> set[str]:
    return {row["Learner"] for row in exported(client, query)}


def test_the_report_shows_where_each_learner_stands(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course, days_ago=3)
    read(learner, course, lessons=2)
    page = as_coordinator.get(PROGRESS).content.decode()
    for said in ("Lena Learner", "lena@example.org", "Reading", "2/4 (50%)", "0/2", "3 days ago"):
        assert said in page


def test_the_spreadsheet_has_a_row_for_each_enrolment(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course)
    read(learner, course, lessons=1)
    attempt(learner, course, right_up_to=4)
    today = timezone.localdate().isoformat()
    assert exported(as_coordinator) == [
        {
            "Learner": "Lena Learner",
            "E-mail": "lena@example.org",
            "Course": "Empathy",
            "Status": "Passed",
            "Lessons done": "1",
            "Lessons in all": "4",
            "Lessons done, percent": "25",
            "Competencies shown": "2",
            "Competencies in all": "2",
            "Attempts submitted": "1",
            "Passed on": today,
            "Started on": today,
            "Last seen on": today,
            "Days since last seen": "0",
        }
    ]


def test_the_workbook_holds_the_same_rows(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course)
    response = as_coordinator.get(f"{PROGRESS}?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    headings, row = sheet.iter_rows(values_only=True)
    assert dict(zip(headings, row, strict=True))["E-mail"] == "lena@example.org"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert harmless_cell(f"{start}1+1") == f"'{start}1+1"


def test_a_name_that_is_a_formula_is_text_in_the_csv(as_coordinator: Client, course: Any) -> None:
    enrol(factories.a_user(name='=HYPERLINK("http://evil.example")'), course)
    assert exported(as_coordinator)[0]["Learner"] == '\'=HYPERLINK("http://evil.example")'


def test_a_name_that_is_a_formula_is_text_in_the_workbook(
    as_coordinator: Client, course: Any
) -> None:
    enrol(factories.a_user(name="=1+1"), course)
    response = as_coordinator.get(f"{PROGRESS}?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet["A2"].data_type == "s"


def test_a_number_stays_a_number_in_the_csv() -> None:
    assert harmless_cell(-1) == -1


def test_the_report_filters_by_course(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    other = factories.a_course(assessment=factories.an_assessment(competencies=1, bank_size=2))
    enrol(learner, course)
    enrol(other_learner, other)
    assert names(as_coordinator, f"course={other.pk}") == {"Otto Other"}


def test_the_report_filters_by_status(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course)
    enrol(other_learner, course)
    read(other_learner, course, lessons=1)
    assert names(as_coordinator, "status=reading") == {"Otto Other"}


def test_the_report_finds_a_name_or_an_address(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course)
    enrol(other_learner, course)
    assert names(as_coordinator, "q=lena@exam") == {"Lena Learner"}
    assert names(as_coordinator, "q=otto") == {"Otto Other"}


def test_stuck_is_who_was_not_seen_for_that_many_days(as_coordinator: Client, course: Any) -> None:
    for days in (6, 7, 8):
        enrol(factories.a_user(name=f"Seen {days}"), course, days_ago=days)
    assert names(as_coordinator, "stuck_for=7") == {"Seen 7", "Seen 8"}


def test_who_has_passed_is_not_stuck(as_coordinator: Client, course: Any, learner: User) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=4)
    Enrolment.objects.update(last_seen_at=timezone.now() - timedelta(days=30))
    learner.attempts.update(
        started_at=timezone.now() - timedelta(days=30),
        submitted_at=timezone.now() - timedelta(days=30),
    )
    assert names(as_coordinator, "stuck_for=7") == set()


def test_the_report_filters_by_the_day_of_starting(as_coordinator: Client, course: Any) -> None:
    for days in (1, 5, 9):
        enrol(factories.a_user(name=f"Started {days}"), course, started_days_ago=days)
    day = timezone.localdate() - timedelta(days=5)
    query = f"enrolled_at_from={day}&enrolled_at_to={day}"
    assert names(as_coordinator, query) == {"Started 5"}


def test_the_report_filters_by_the_day_of_passing(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course)
    enrol(other_learner, course)
    attempt(learner, course, right_up_to=4)
    assert names(as_coordinator, f"passed_at_from={timezone.localdate()}") == {"Lena Learner"}


def test_the_report_sorts_by_lessons_done(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course)
    enrol(other_learner, course)
    read(other_learner, course, lessons=2)
    rows = exported(as_coordinator, "ordering=-lessons_done")
    assert [row["Learner"] for row in rows] == ["Otto Other", "Lena Learner"]


def test_the_report_takes_pages(as_coordinator: Client, course: Any) -> None:
    _many(course, 60)
    first = as_coordinator.get(PROGRESS).content.decode()
    second = as_coordinator.get(f"{PROGRESS}?p=2").content.decode()
    assert first.count("@many.example") == 50
    assert second.count("@many.example") == 10


def test_the_report_asks_as_many_queries_for_a_thousand_as_for_ten(
    as_coordinator: Client, course: Any
) -> None:
    as_coordinator.get(PROGRESS)
    counts = []
    for people in (10, 990):
        _many(course, people)
        with CaptureQueriesContext(
            connection,
        ) as screen:
            as_coordinator.get(PROGRESS)
        with CaptureQueriesContext(connection) as sheet:
            exported(as_coordinator)
        counts.append((len(screen), len(sheet)))
    assert Enrolment.objects.count() == 1000
    assert counts[0] == counts[1]


def test_courses_at_a_glance_tells_the_numbers(
    as_coordinator: Client, course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course, started_days_ago=6)
    enrol(other_learner, course, days_ago=20)
    attempt(learner, course, right_up_to=4)
    response = as_coordinator.get("/admin/learners/courses/?export=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert row == {
        "Course": "Empathy",
        "Enrolled": "2",
        "Active in the last 14 days": "1",
        "Passed": "1",
        "Days to pass (median)": "6.0",
    }


def test_a_course_leads_to_its_learners(as_coordinator: Client, course: Any) -> None:
    page = as_coordinator.get("/admin/learners/courses/").content.decode()
    assert f"{reverse('coordination:progress')}?course={course.pk}" in page


def _many(course: Any, count: int) -> None:
    before = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"p{before + n}@many.example", name=f"Person {n}") for n in range(count)
    )
    Enrolment.objects.bulk_create(Enrolment(learner=person, course=course) for person in people)
