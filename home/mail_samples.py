"""Every mail that this site sends, with something to show it by.

The one place for it: a mail without a sample here fails `tests/home/test_mails.py`. The samples
are plain values, so that looking at a mail needs no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string, select_template

from accounts import notice_kinds, preferring
from accounts.notice_kinds import NoticeKind
from accounts.notices import spaced
from learning.studying import Week

_AT: Final = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
_WORDS: Final = "Say what the meeting decided, and who does what by when.\n\nThe rest is clear."


@dataclass(frozen=True, slots=True)
class MailSample:
    """A mail and what to show it by: `template` names its three files, as for a notice.

    `kind` is None for a mail to somebody without an account, and for those of signing in.
    """

    name: str
    template: str
    context: Mapping[str, Any]
    kind: NoticeKind | None = None


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    text: str
    html: str


def _site(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def _award(**changes: object) -> Thing:
    return Thing(
        **{
            "name": "Professional Communication",
            "recipient_name": "Lena Learner",
            "achievement": Thing(
                description="Says and writes what others need, so that they can act on it."
            ),
            "badge": Thing(issuer=Thing(name="Cairn")),
            **changes,
        }
    )


def _noticed(subject: str, kind: NoticeKind, url: str = "/dashboard/") -> Thing:
    return Thing(subject=subject, about=kind, url=url, created_at=_AT)


def _samples() -> list[MailSample]:
    work = Thing(title="A message that leads to action")
    invitation = Thing(name="Sasha Supervisor", expires_at=_AT)
    to_work = {"submission": work, "submission_url": _site("/assessment/submissions/1/")}
    to_award = {"award": _award(), "award_url": _site("/awards/1/")}
    two = [
        _noticed("Your work on “A message that leads to action” was judged", notice_kinds.JUDGED),
        _noticed("You have earned the badge “Teamwork”", notice_kinds.BADGE),
    ]
    digest = {"notices": two, "total": 2, "more": 0, "notices_url": _site("/notices/")}
    waits = {"to_assess": 3, "to_confirm": 1, "to_settle": 0, "queue_url": _site("/admin/")}
    lesson = {
        "lesson": Thing(title="Say it so that it can be done"),
        "course": Thing(title="Professional Communication"),
        "lesson_url": _site("/courses/professional-communication/"),
    }
    own_date = Thing(
        title="Talk with my supervisor",
        day=date(2026, 3, 2),
        course=Thing(title="Teamwork and Collaboration"),
    )
    to_dates = {"own_date": own_date, "dates_url": _site("/dashboard/dates/")}
    to_step = {
        "step": Thing(
            sentence="Go on with “Say it so that it can be done”.", label="Resume", minutes=8
        ),
        "step_url": _site("/courses/professional-communication/"),
        "goal_url": _site("/dashboard/goal/"),
    }
    kinds = notice_kinds
    return [
        MailSample(
            "badge-awarded",
            "badges/emails/awarded",
            {**to_award, "dashboard_url": _site("/dashboard/")},
            kinds.BADGE,
        ),
        MailSample(
            "level-awarded",
            "badges/emails/awarded",
            {
                **to_award,
                "award": _award(name="Workplace Foundations, Level 1"),
                "dashboard_url": _site("/dashboard/"),
            },
            kinds.LEVEL,
        ),
        MailSample("signed-anew", "badges/emails/signed_anew", to_award, kinds.CREDENTIAL),
        MailSample(
            "handed-in", "assessments/emails/handed_in", {**to_work, "count": 2}, kinds.HANDED_IN
        ),
        MailSample(
            "judged", "assessments/emails/judged", {**to_work, "is_met": True}, kinds.JUDGED
        ),
        MailSample(
            "judged-not-yet",
            "assessments/emails/judged",
            {**to_work, "is_met": False},
            kinds.JUDGED,
        ),
        MailSample(
            "returned",
            "assessments/emails/returned",
            {**to_work, "what_to_improve": _WORDS},
            kinds.RETURNED,
        ),
        MailSample(
            "supervisor-invited",
            "assessments/emails/supervisor_invited",
            {
                "submission": work,
                "invitation": invitation,
                "learner_name": "Lena Learner",
                "sign_off_url": _site("/sign-off/sample/"),
            },
        ),
        MailSample(
            "signed-off",
            "assessments/emails/signed_off",
            {**to_work, "supervisor": "Sasha Supervisor"},
            kinds.SIGN_OFF,
        ),
        MailSample(
            "sign-off-refused",
            "assessments/emails/sign_off_refused",
            {**to_work, "supervisor": "Sasha Supervisor", "reason": "The address does not exist."},
            kinds.SIGN_OFF,
        ),
        MailSample(
            "open-again",
            "learning/emails/open_again",
            {
                "assessment": Thing(title="Professional Communication"),
                "assessment_url": _site("/courses/professional-communication/assessment/"),
            },
            kinds.ATTEMPT,
        ),
        MailSample(
            "work-waits", "assessments/emails/work_waits", {**waits, "total": 4}, kinds.WORK_WAITS
        ),
        MailSample(
            "own-date",
            "learning/emails/own_date",
            {**to_dates, "is_today": True},
            kinds.REMINDER,
        ),
        MailSample(
            "own-date-tomorrow",
            "learning/emails/own_date",
            {**to_dates, "is_today": False},
            kinds.REMINDER,
        ),
        MailSample(
            "weekly-goal",
            "learning/emails/weekly_goal",
            {**to_step, "week": Week(unit="days", goal=3, done=1)},
            kinds.WEEKLY_GOAL,
        ),
        MailSample(
            "weekly-goal-minutes",
            "learning/emails/weekly_goal",
            {**to_step, "week": Week(unit="minutes", goal=90, done=0)},
            kinds.WEEKLY_GOAL,
        ),
        MailSample("stopped-at", "learning/emails/stopped_at", lesson, kinds.STOPPED_AT),
        MailSample(
            "daily-digest",
            "accounts/emails/digest",
            {**digest, "is_weekly": False},
            kinds.DIGEST,
        ),
        MailSample(
            "weekly-digest",
            "accounts/emails/digest",
            {**digest, "total": 14, "more": 12, "is_weekly": True},
            kinds.DIGEST,
        ),
        MailSample(
            "export-ready",
            "accounts/emails/export_ready",
            {"data_url": _site("/account/data/"), "days": 7},
            kinds.ACCOUNT,
        ),
        MailSample(
            "deletion-requested",
            "accounts/emails/deletion_requested",
            {"due_at": _AT, "account_url": _site("/account/delete/")},
            kinds.ACCOUNT,
        ),
        MailSample("deleted", "accounts/emails/deleted", {"name": "Lena"}),
        *_of_signing_in(),
    ]


def _of_signing_in() -> list[MailSample]:
    """The mails of django-allauth that a site with our settings sends. Those with a code to sign
    in by, or to confirm by, are none of them."""
    context = {
        "user": Thing(email="lena@example.org", name="Lena Learner"),
        "email": "lena@example.org",
        "activate_url": _site("/account/confirm-email/sample/"),
        "password_reset_url": _site("/account/password/reset/key/sample/"),
        "signup_url": _site("/account/signup/"),
        "key": "sample",
        "ip": "192.0.2.1",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "provider": "Riverside College",
        "timestamp": _AT,
        "from_email": "lena@example.org",
        "to_email": "lena@example.com",
        "deleted_email": "lena@example.com",
    }
    templates = (
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/email_confirm",
        "account/email/email_changed",
        "account/email/email_deleted",
        "account/email/password_reset_key",
        "account/email/password_changed",
        "account/email/password_set",
        "account/email/password_reset",
        "account/email/unknown_account",
        "account/email/account_already_exists",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/recovery_codes_generated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
        "socialaccount/email/account_connected",
        "socialaccount/email/account_disconnected",
    )
    return [
        MailSample(template.rpartition("/")[2].replace("_", "-"), template, context)
        for template in templates
    ]


def samples() -> dict[str, MailSample]:
    """By name, in the order in which people meet them."""
    return {sample.name: sample for sample in _samples()}


def rendered(sample: MailSample) -> RenderedMail:
    """The mail as it would go out. Raises TemplateDoesNotExist without one of its three files."""
    context = {**_frame(sample), **sample.context, "template": sample.template}
    name = sample.template
    bodies = {
        ending: select_template([f"{name}.{ending}", f"{name}_message.{ending}"]).render(context)
        for ending in ("txt", "html")
    }
    return RenderedMail(
        subject=" ".join(render_to_string(f"{name}_subject.txt", context).split()),
        text=spaced(bodies["txt"]),
        html=bodies["html"],
    )


def _frame(sample: MailSample) -> dict[str, object]:
    """As `accounts.notices.frame`, of nobody: its link to unsubscribe stops nothing."""
    framed: dict[str, object] = {"site_url": settings.BASE_URL.rstrip("/")}
    if sample.kind is not None:
        framed["preferences_url"] = preferring.preferences_url()
        framed["unsubscribe_url"] = preferring.unsubscribe_url(0, sample.kind)
    return framed
