"""Every type of page that the site has, each with an address at which it can be looked at.

They are the demo people's: what is shown needs what `prepare_demo` makes. The browser tests,
`make pictures` and `make lighthouse` all walk this one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from assessments.models import Attempt, PerformanceTask, Submission, TaskRole
from badges.addresses import absolute
from badges.models import Award, Issuer, PublicProfile
from home.demo import ADA, COURSE, LEARNER, SIGN_INS, STORIES
from home.style_guide import PAGES_BY_THEMSELVES
from learning.models import CoursePage, LessonPage, ModulePage, OwnDate

STAFF = "admin@example.org"
DEMO_PEOPLE = [person.email for person in (*SIGN_INS, *STORIES)]


@dataclass(frozen=True, slots=True)
class PageType:
    """`person` is the address of who looks at it; a visitor has none. `is_error` tells a page
    that is meant to answer with an error."""

    name: str
    address: str
    person: str = ""
    status: int = 200

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


def page_types() -> list[PageType]:
    """All of them, in the order in which a person comes by them.

    Left out is only what the database has no example of.
    """
    return [*_for_everyone(), *_entrances(), *_of_learning(), *_of_assessing(), *_of_the_house()]


def _course() -> CoursePage:
    return CoursePage.objects.live().get(slug=COURSE)


def _lessons() -> Iterator[tuple[str, LessonPage]]:
    """A lesson for each kind of thing that stands in one, and the longest."""
    lessons = list(LessonPage.objects.live().descendant_of(_course()).order_by("path"))
    found: set[int] = set()
    for kind in ("scenario", "check", "reflection", "callout", "video", "download"):
        for lesson in lessons:
            if any(block.block_type == kind for block in lesson.body):
                if lesson.pk not in found:
                    yield f"lesson with {kind}", lesson
                found.add(lesson.pk)
                break


def _for_everyone() -> Iterator[PageType]:
    module = ModulePage.objects.live().descendant_of(_course()).order_by("path")[0]
    yield PageType("home", "/")
    yield PageType("catalogue", reverse("catalogue"))
    yield PageType("badge", reverse("badge", args=[COURSE]))
    yield PageType("course", reverse("course", args=[COURSE]))
    yield PageType("module", reverse("module", args=[COURSE, module.slug]))
    for name, lesson in _lessons():
        yield PageType(f"{name}, signed out", lesson.get_url())
    yield PageType("assessment, signed out", reverse("assessment_intro", args=[COURSE]))
    yield PageType("readiness, signed out", reverse("course_readiness", args=[COURSE]))
    yield PageType("pathways", reverse("pathways"))
    yield PageType("pathway", reverse("pathway", args=["leadership"]))
    yield PageType("search", f"{reverse('search')}?q=listening")
    yield PageType("search that finds nothing", f"{reverse('search')}?q=xylophone")
    yield PageType("verify", reverse("verify"))
    yield PageType("issuer", reverse("issuer", args=[Issuer.objects.order_by("pk")[0].slug]))
    for award in _awards():
        yield PageType(f"award of a {award.badge.get_kind_display()}", award.get_absolute_url())
    yield PageType(
        "verdict", f"{reverse('verify')}?url={absolute(_awards()[0].get_absolute_url())}"
    )
    if profile := PublicProfile.objects.on().first():
        yield PageType("public page of a person", profile.get_absolute_url())
    yield PageType("evidence that is not shared", reverse("evidence", args=["gone"]), status=404)
    yield PageType("standard page", "/about/")
    yield PageType("for employers", "/for-employers/")
    yield PageType("accessibility", "/accessibility/")
    yield PageType("how badges are assessed", "/how-badges-are-assessed/")
    yield PageType("privacy", "/privacy/")
    yield PageType("sign-off that is closed", reverse("sign_off", args=["gone"]), status=404)


def _awards() -> list[Award]:
    """One of each kind of badge."""
    kinds: dict[str, Award] = {}
    for award in Award.objects.active().filter(recipient__email=ADA.email).order_by("pk"):
        kinds.setdefault(award.badge.kind, award)
    return list(kinds.values())


def _entrances() -> Iterator[PageType]:
    # Somebody whom nobody signs in as: signing in would use up the link.
    away = User.objects.get(email=STORIES[-1].email)
    uid, token = user_pk_to_url_str(away), default_token_generator.make_token(away)
    yield PageType("sign in", reverse("account_login"))
    yield PageType("signed out", reverse("account_signed_out"))
    yield PageType("join", reverse("account_signup"))
    yield PageType("reset password", reverse("account_reset_password"))
    yield PageType("reset password, sent", reverse("account_reset_password_done"))
    yield PageType(
        "reset password, from the mail",
        reverse("account_reset_password_from_key", args=[uid, token]),
    )
    yield PageType(
        "reset password, link used", reverse("account_reset_password_from_key", args=[uid, "no-1"])
    )
    yield PageType("reset password, done", reverse("account_reset_password_from_key_done"))
    unverified = EmailAddress.objects.filter(verified=False, user__email__in=DEMO_PEOPLE)
    if address := unverified.first():
        key = EmailConfirmationHMAC(address).key
        yield PageType("confirm address", reverse("account_confirm_email", args=[key]))
    yield PageType("confirm address, link used", reverse("account_confirm_email", args=["used"]))
    yield PageType("address to be confirmed", reverse("account_email_verification_sent"))
    yield PageType("account closed", reverse("account_inactive"))
    yield PageType("email addresses", reverse("account_email"), LEARNER.email)
    yield PageType("change password", reverse("account_change_password"), LEARNER.email)
    yield PageType("is it you", reverse("account_reauthenticate"), LEARNER.email)
    yield PageType("sign out", reverse("account_logout"), LEARNER.email)
    for name in (
        "account", "account_name", "account_data", "account_delete", "usersessions_list",
        "mfa_index", "notices", "notice_preferences",
    ):  # fmt: skip
        yield PageType(name.replace("_", " "), reverse(name), LEARNER.email)


def _of_learning() -> Iterator[PageType]:
    course = _course()
    module = ModulePage.objects.live().descendant_of(course).order_by("path")[1]
    yield PageType("dashboard", reverse("dashboard"), LEARNER.email)
    yield PageType("dashboard of somebody with every badge", reverse("dashboard"), ADA.email)
    yield PageType("dashboard with nothing yet", reverse("dashboard"), STAFF)
    yield PageType("journal", reverse("journal"), LEARNER.email)
    yield PageType("journal with nothing yet", reverse("journal"), STAFF)
    yield PageType("weekly goal", reverse("weekly_goal"), LEARNER.email)
    yield PageType("own dates", reverse("own_dates"), LEARNER.email)
    if own := OwnDate.objects.filter(learner__email=LEARNER.email).first():
        yield PageType("one of the own dates", reverse("own_date", args=[own.key]), LEARNER.email)
    yield PageType("public page, to arrange", reverse("own_profile"), ADA.email)
    yield PageType("shared evidence", reverse("shared_evidence"), ADA.email)
    yield PageType("evidence to share", reverse("shared_evidence_new"), ADA.email)
    yield PageType("catalogue of a learner", reverse("catalogue"), LEARNER.email)
    yield PageType("badge that is held", reverse("badge", args=[COURSE]), ADA.email)
    yield PageType("course under way", reverse("course", args=[COURSE]), LEARNER.email)
    yield PageType("module under way", reverse("module", args=[COURSE, module.slug]), LEARNER.email)
    for name, lesson in _lessons():
        yield PageType(name, lesson.get_url(), LEARNER.email)
    yield PageType("pathway under way", reverse("pathway", args=["innovation"]), LEARNER.email)
    yield PageType("pathway that is complete", reverse("pathway", args=["leadership"]), ADA.email)
    yield PageType("readiness", reverse("course_readiness", args=[COURSE]), LEARNER.email)
    yield PageType(
        "readiness check", reverse("module_readiness", args=[COURSE, module.slug]), LEARNER.email
    )


def _of_assessing() -> Iterator[PageType]:
    yield PageType("assessment", reverse("assessment_intro", args=[COURSE]), LEARNER.email)
    attempts = Attempt.objects.filter(learner__email__in=DEMO_PEOPLE)
    attempts = attempts.select_related("learner").order_by("started_at")
    if under_way := attempts.filter(submitted_at=None).first():
        who = under_way.learner.email
        yield PageType("question", reverse("attempt_question", args=[under_way.pk, 1]), who)
        yield PageType("look over the answers", reverse("attempt_review", args=[under_way.pk]), who)
    done = attempts.exclude(submitted_at=None)
    for name, of_whom in (
        ("result, passed", Q(learner__email=ADA.email)),
        ("result, two competencies left", Q(learner__name="Elif Aydin")),
        ("result, nothing shown yet", Q(learner__name="Kofi Mensah")),
    ):
        if attempt := done.filter(of_whom).first():
            address = reverse("attempt_result", args=[attempt.pk])
            yield PageType(name, address, attempt.learner.email)
    task = (
        PerformanceTask.objects.filter(live=True, sections__task_role=TaskRole.REQUIRED)
        .order_by("slug")
        .first()
    )
    if task:
        yield PageType("task", reverse("task", args=[task.slug]), LEARNER.email)
    submissions = Submission.objects.filter(learner__email__in=DEMO_PEOPLE)
    for state in submissions.order_by("state").values_list("state", flat=True).distinct():
        submission = submissions.filter(state=state).select_related("learner").order_by("pk")[0]
        address = reverse("submission", args=[submission.pk])
        yield PageType(f"submission: {state}", address, submission.learner.email)


def _of_the_house() -> Iterator[PageType]:
    yield PageType("style guide", reverse("style_guide"), STAFF)
    yield PageType("mails", reverse("style_mails"), STAFF)
    for name in PAGES_BY_THEMSELVES:
        yield PageType(f"error {name}", reverse("style_guide_page", args=[name]), STAFF)
