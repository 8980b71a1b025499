"""A learner's own dates: the list, one of them, and calendars to take them along in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from badges import addresses
from learning.dates import (
    TooManyDates,
    add_date,
    calendar_of,
    change_date,
    end_feed,
    feed_by_token,
    feed_token,
    renew_feed,
)
from learning.forms import DateForm
from learning.models import CalendarFeed, OwnDate


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest) -> HttpResponse:
    """All dates, and the form for one more."""
    learner = _learner(request)
    form = DateForm(request.POST or None, learner=learner)
    if request.method == "POST" and form.is_valid():
        try:
            add_date(learner=learner, **form.cleaned_data)
        except TooManyDates as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The date is in your list."))
            return redirect("own_dates")
    mine = list(_own(learner))
    today = timezone.localdate()
    feed = CalendarFeed.objects.filter(learner=learner).first()
    return render(
        request,
        "learning/dates.html",
        {
            "form": form,
            "to_come": [_row(own) for own in mine if own.day >= today],
            "over": [_row(own) for own in reversed(mine) if own.day < today],
            "feed_url": _feed_url(feed) if feed is not None else "",
        },
        status=422 if form.errors else 200,
    )


def _row(own: OwnDate) -> list[dict[str, str]]:
    """A date as a row of the component table."""
    course = own.course if own.course is not None and own.course.live else None
    return [
        {
            "column": _("What"),
            "text": own.title,
            "url": reverse("own_date", args=[own.key]),
        },
        {"column": _("Day"), "text": date_format(own.day, "j F Y")},
        {
            "column": _("Course"),
            "text": course.title if course is not None else "",
            "url": f"/courses/{course.slug}/" if course is not None else "",
        },
        {
            "column": _("For your calendar"),
            "text": _("Calendar file"),
            "url": reverse("own_date_file", args=[own.key]),
            "about": own.title,
        },
    ]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def date(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a date, or delete it."""
    learner = _learner(request)
    own = get_object_or_404(_own(learner), key=key)
    if "delete" in request.POST:
        own.delete()
        messages.success(request, _("The date is deleted."))
        return redirect("own_dates")
    form = DateForm(request.POST or None, instance=own, learner=learner)
    if request.method == "POST" and form.is_valid():
        change_date(own, **form.cleaned_data)
        messages.success(request, _("The date is changed."))
        return redirect("own_dates")
    status = 422 if form.errors else 200
    return render(request, "learning/date.html", {"form": form, "key": key}, status=status)


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All dates as one file."""
    return _file(calendar_of(_own(_learner(request))), "dates.ics")


@never_cache
@login_required
@require_safe
def date_file(request: HttpRequest, key: UUID) -> HttpResponse:
    own = get_object_or_404(_own(_learner(request)), key=key)
    return _file(calendar_of([own]), "date.ics")


@never_cache
@login_required
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Make the private address of one's calendar, make another instead, or end it."""
    learner = _learner(request)
    if "end" in request.POST:
        end_feed(learner)
        messages.success(request, _("The address has ended. Calendars that use it get no more."))
    else:
        renew_feed(learner)
        messages.success(request, _("Your calendar has a new private address."))
    return redirect(f"{reverse('own_dates')}#feed")


@never_cache
@require_safe
def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """What calendar programs fetch. They can't sign in: whoever has the address may read."""
    found = feed_by_token(token)
    if found is None or not found.learner.is_active:
        raise Http404
    response = _file(calendar_of(_own(found.learner)), "dates.ics")
    response["X-Robots-Tag"] = "noindex"
    return response


def _learner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own(learner: User) -> QuerySet[OwnDate]:
    return OwnDate.objects.filter(learner=learner).select_related("course")


def _feed_url(feed: CalendarFeed) -> str:
    return addresses.absolute(reverse("subscribed_dates", args=[feed_token(feed)]))


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
