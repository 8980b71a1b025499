"""An attempt in the browser: question after question, a look over all, submission."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import addresses, attempting, question_types
from assessments.models import Attempt, AttemptQuestion, Response
from assessments.presenting import presented_question

PREFIX = "answer"
# An answer given after the session ended travels through the sign-in, signed.
_KEPT_SALT = "assessments.kept-answer"
_KEPT_SECONDS = 24 * 60 * 60


@never_cache
@login_required
@require_GET
def attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """On to the first question without a whole answer, else to the look over all."""
    mine = _own_attempt(request, attempt_id)
    if mine.is_submitted:
        return redirect(mine.get_absolute_url())
    for asked in mine.questions.select_related("response"):
        if not _is_answered(asked):
            return redirect(asked.get_absolute_url())
    return redirect(addresses.review_path(mine.pk))


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return _after_sign_in(request)
    asked = _own_question(request, attempt_id, position)
    if asked.attempt.is_submitted:
        messages.info(request, str(attempting.AttemptIsSubmitted()))
        return redirect(asked.attempt.get_absolute_url())
    if request.method == "GET" and asked.attempt.is_overdue(timezone.now()):
        return redirect(addresses.review_path(attempt_id))
    if request.method == "POST":
        return _save(request, asked)
    saved = getattr(asked, "response", None)
    return _show(request, asked, saved, kept=_kept_answer(request, asked))


@never_cache
@login_required
@require_GET
def review(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    mine = _own_attempt(request, attempt_id)
    if mine.is_submitted:
        return redirect(mine.get_absolute_url())
    questions = list(mine.questions.select_related("response", "section__competency"))
    unanswered = [asked for asked in questions if not _is_answered(asked)]
    return render(
        request,
        "assessments/review.html",
        {
            "attempt": mine,
            "questions": [
                {"asked": asked, "is_answered": asked not in unanswered} for asked in questions
            ],
            "unanswered": unanswered,
            "is_overdue": mine.is_overdue(timezone.now()),
        },
    )


@never_cache
@login_required
@require_POST
def submit(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    mine = _own_attempt(request, attempt_id)
    submitted = attempting.submit(mine.pk)
    return redirect(submitted.get_absolute_url())


def _own_attempt(request: HttpRequest, attempt_id: UUID) -> Attempt:
    return get_object_or_404(
        Attempt.objects.select_related("assessment__badge"), pk=attempt_id, learner=request.user
    )


def _own_question(request: HttpRequest, attempt_id: UUID, position: int) -> AttemptQuestion:
    return get_object_or_404(
        AttemptQuestion.objects.select_related(
            "attempt__assessment__badge", "section__competency", "response"
        ),
        attempt_id=attempt_id,
        attempt__learner=request.user,
        position=position,
    )


def _is_answered(asked: AttemptQuestion) -> bool:
    response = getattr(asked, "response", None)
    return response is not None and response.is_complete


def _save(request: HttpRequest, asked: AttemptQuestion) -> HttpResponse:
    is_autosave = bool(getattr(request, "htmx", False))
    try:
        response = attempting.save_answer(
            attempt_question=asked, form_post=dict(request.POST.lists()), prefix=PREFIX
        )
    except attempting.AttemptIsSubmitted as error:
        if is_autosave:
            return HttpResponse(str(error), status=409)
        messages.info(request, str(error))
        return redirect(addresses.result_path(asked.attempt_id))
    if is_autosave:
        return HttpResponse(status=204)
    going_on = request.POST.get("go", "next") == "next"
    if going_on and (response is None or not response.is_complete):
        return _show(request, asked, response, error=_incomplete(response is None))
    return redirect(_where_to(request, asked))


def _incomplete(is_empty: bool) -> str:
    if is_empty:
        return _("Choose an answer first, or press “Answer later”.")
    return _("A part of the answer is missing. What you have chosen so far is saved.")


def _where_to(request: HttpRequest, asked: AttemptQuestion) -> str:
    count = asked.attempt.questions.count()
    if request.POST.get("go") == "back":
        return addresses.question_path(asked.attempt_id, max(1, asked.position - 1))
    if request.POST.get("go") == "review" or asked.position >= count:
        return addresses.review_path(asked.attempt_id)
    return addresses.question_path(asked.attempt_id, asked.position + 1)


def _show(
    request: HttpRequest,
    asked: AttemptQuestion,
    saved: Response | None,
    *,
    error: str = "",
    kept: dict[str, Any] | None = None,
) -> HttpResponse:
    answer = kept if kept is not None else (saved.answer if saved is not None else None)
    context = presented_question(
        asked.definition, seed=asked.seed, prefix=PREFIX, answer=answer, error=error
    )
    return render(
        request,
        "assessments/question.html",
        {
            "attempt": asked.attempt,
            "asked": asked,
            "question": context,
            "count": asked.attempt.questions.count(),
            "was_kept": kept is not None,
        },
        status=422 if error else 200,
    )


def _after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back to the question, with the answer that was just given."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401)
    url = request.path
    if request.method == "POST":
        answers = {
            name: values
            for name, values in request.POST.lists()
            if name == PREFIX or name.startswith(f"{PREFIX}-")
        }
        token = signing.dumps([request.path, answers], salt=_KEPT_SALT, compress=True)
        if len(token) <= 4000:  # what every server accepts in an address
            url = f"{url}?{urlencode({'kept': token})}"
        messages.info(
            request, _("You were signed out while you were away. Sign in to go on where you were.")
        )
    return redirect_to_login(url)


def _kept_answer(request: HttpRequest, asked: AttemptQuestion) -> dict[str, Any] | None:
    try:
        path, answers = signing.loads(
            request.GET.get("kept", ""), salt=_KEPT_SALT, max_age=_KEPT_SECONDS
        )
    except signing.BadSignature:
        return None
    if path != request.path:
        return None
    question_type = question_types.get(asked.definition["type"])
    return question_type.answer_from(answers, PREFIX)
