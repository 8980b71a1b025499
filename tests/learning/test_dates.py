"""Dates that learners set for themselves, and the calendars they take them along in."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from learning import dates
from learning.dates import TooManyDates, add_date, change_date, feed_token, renew_feed
from learning.models import CalendarFeed, CoursePage, OwnDate
from learning.progress import enrol
from tests import factories

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def sent(title="Assessment", days=7, **fields):
    return {"title": title, "day": in_days(days).isoformat(), **fields}


def page(client, url="/dates/"):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def url_of(own):
    return reverse("own_date", args=[own.key])


def file_of(own):
    return reverse("own_date_file", args=[own.key])


@pytest.fixture
def own(learner):
    return add_date(learner=learner, title="Talk with Ana", day=in_days(3))


def test_a_date_is_set_and_stands_in_the_list_and_on_the_dashboard(signed_in, learner, course):
    enrol(learner=learner, course=course)
    response = signed_in.post("/dates/", sent(course=course.pk))
    assert response["Location"] == "/dates/"
    assert OwnDate.objects.get().course == CoursePage.objects.get(pk=course.pk)
    for url in ("/dates/", "/dashboard/"):
        assert "Assessment</a>" in page(signed_in, url)
    assert f'href="/courses/{course.slug}/"' in page(signed_in)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Say what the day is for."),
        ({"day": ""}, "Choose a day."),
        ({"day": "2001-01-01"}, "Choose today or a day to come."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(signed_in, wrong, said):
    response = signed_in.post("/dates/", {**sent(), **wrong})
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert 'aria-invalid="true"' in html
    assert not OwnDate.objects.exists()


def test_a_date_is_for_a_course_that_one_has_started(signed_in, course):
    response = signed_in.post("/dates/", sent(course=course.pk))
    assert response.status_code == 422


def test_a_date_is_changed_and_calendars_learn_of_it(signed_in, own):
    assert 'value="Talk with Ana"' in page(signed_in, url_of(own))
    signed_in.post(url_of(own), sent("Talk with Ben"))
    assert "Talk with Ben" in page(signed_in)
    text = signed_in.get(file_of(own)).content.decode()
    assert f"UID:{own.key}@cairn.example" in text
    assert "SEQUENCE:1" in text


def test_a_date_that_is_over_can_be_renamed_where_it_is(signed_in, learner):
    over = add_date(learner=learner, title="Over", day=in_days(-3))
    assert signed_in.post(url_of(over), sent("Was good", days=-3)).status_code == 302
    assert "1 date is over" in page(signed_in)


def test_a_date_is_deleted(signed_in, own):
    signed_in.post(url_of(own), {"delete": "1"})
    assert not OwnDate.objects.exists()


def test_without_dates_the_pages_say_how_to_begin(signed_in):
    assert "Set the first below" in page(signed_in)
    assert "Set a date" in page(signed_in, "/dashboard/")


def test_there_is_room_for_so_many_dates_and_no_more(signed_in, learner, own, monkeypatch):
    monkeypatch.setattr(dates, "MOST_DATES", 1)
    with pytest.raises(TooManyDates):
        add_date(learner=learner, title="One more", day=in_days(1))
    response = signed_in.post("/dates/", sent())
    assert response.status_code == 422
    assert "Delete some that are over first" in response.content.decode()


def test_the_database_refuses_a_date_for_nothing(learner):
    with pytest.raises(IntegrityError):
        OwnDate.objects.create(learner=learner, title="", day=in_days(1))


# Whose they are


@pytest.mark.parametrize("who", ["other_learner", "editor", "assessor", "coordinator"])
def test_a_date_is_nobody_else_s(request, client, own, who):
    client.force_login(request.getfixturevalue(who))
    assert "Talk with Ana" not in page(client)
    assert client.get(url_of(own)).status_code == 404
    assert client.get(file_of(own)).status_code == 404
    assert client.post(url_of(own), {"delete": "1"}).status_code == 404
    assert "Talk with Ana" not in client.get("/dates/calendar.ics").content.decode()
    assert OwnDate.objects.exists()


def test_a_visitor_has_to_sign_in(client, own):
    for url in ("/dates/", url_of(own), file_of(own), "/dates/calendar.ics"):
        assert client.get(url)["Location"] == f"/account/login/?next={url}"
    assert "/account/login/" in client.post("/dates/feed/")["Location"]


@pytest.mark.parametrize("url", ["/dates/", "/dates/calendar.ics", "/dashboard/goal/"])
def test_nothing_of_it_stays_in_shared_caches(signed_in, url):
    assert "private" in signed_in.get(url)["Cache-Control"]


# Files and the feed


def test_all_dates_come_along_in_one_calendar(signed_in, learner, own, course):
    add_date(learner=learner, title="Assessment; or not", day=in_days(9), course=course)
    response = signed_in.get("/dates/calendar.ics")
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Assessment\\; or not\r\n" in text
    assert f"URL:https://cairn.example/courses/{course.slug}/\r\n" in text


def test_a_course_taken_back_is_not_named_in_a_calendar(signed_in, learner, course):
    add_date(learner=learner, title="Assessment", day=in_days(9), course=course)
    course.unpublish()
    assert course.title not in signed_in.get("/dates/calendar.ics").content.decode()


def feed_path(client):
    html = page(client)
    start = html.index('value="https://cairn.example/dates/feed/') + len(
        'value="https://cairn.example'
    )
    return html[start : html.index('"', start)]


def test_a_calendar_program_reads_the_feed_without_signing_in(signed_in, client, own):
    signed_in.post("/dates/feed/")
    path = feed_path(signed_in)
    client.logout()
    response = client.get(path)
    assert "SUMMARY:Talk with Ana" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert "private" in response["Cache-Control"]
    assert not response.cookies


def test_a_new_address_ends_the_old_one(signed_in, own):
    signed_in.post("/dates/feed/")
    old = feed_path(signed_in)
    signed_in.post("/dates/feed/")
    assert signed_in.get(old).status_code == 404
    assert signed_in.get(feed_path(signed_in)).status_code == 200


def test_an_address_that_was_ended_leads_nowhere(signed_in, own):
    signed_in.post("/dates/feed/")
    path = feed_path(signed_in)
    signed_in.post("/dates/feed/", {"end": "1"})
    assert signed_in.get(path).status_code == 404
    assert "Make a private address" in page(signed_in)


def test_an_address_needs_the_site_s_secret_beside_the_row(client, learner, own):
    feed = renew_feed(learner)
    forged = (feed.key.hex, f"{feed.key.hex}:guessed", Signer(salt="other").sign(feed.key.hex))
    for token in forged:
        assert client.get(reverse("subscribed_dates", args=[token])).status_code == 404
    good = reverse("subscribed_dates", args=[feed_token(feed)])
    assert client.get(good).status_code == 200


def test_the_feed_of_an_account_that_is_closed_ends(client, learner, own):
    path = reverse("subscribed_dates", args=[feed_token(renew_feed(learner))])
    learner.is_active = False
    learner.save()
    assert client.get(path).status_code == 404


def test_a_feed_shows_its_owner_s_dates_only(client, learner, other_learner, own):
    path = reverse("subscribed_dates", args=[feed_token(renew_feed(other_learner))])
    assert "Talk with Ana" not in client.get(path).content.decode()
    assert CalendarFeed.objects.count() == 1


def test_changing_a_date_counts_the_changes(own):
    change_date(own, title="Again", day=in_days(4))
    change_date(own, title="And again", day=in_days(5))
    own.refresh_from_db()
    assert (own.title, own.changes) == ("And again", 2)


@pytest.mark.parametrize("many", [10, 1000])
def test_the_list_takes_as_many_queries_for_a_thousand_dates(
    signed_in, learner, many, django_assert_max_num_queries
):
    course = factories.a_course(assessment=factories.an_assessment(competencies=1, questions=1))
    OwnDate.objects.bulk_create(
        OwnDate(learner=learner, title=f"Day {n}", day=in_days(n % 90), course=course)
        for n in range(many)
    )
    with django_assert_max_num_queries(8):
        page(signed_in)
