"""A task in the browser: what it asks, the work on it, handing in, and what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.entrance import join_url, sign_in_url
from accounts.models import User
from assessments import addresses, evidence, file_types, inviting, submitting
from assessments.feedback import feedback_on, history_of, rubric_in_words
from assessments.file_serving import file_response
from assessments.models import (
    EvidenceItem,
    EvidenceKind,
    Level,
    PerformanceTask,
    SignOff,
    State,
    Submission,
)
from assessments.plain_words import html_of, text_of
from assessments.task_forms import CappedFiles

Errors = MultiValueDict[str, str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to do and how it is judged; a POST starts, or goes on with what is open."""
    asked = get_object_or_404(
        PerformanceTask.objects.select_related("rubric", "competency"), slug=slug, live=True
    )
    path = addresses.task_path(slug)
    learner = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        if learner is None:
            return redirect_to_login(path)
        try:
            return redirect(submitting.start(task=asked, learner=learner).get_absolute_url())
        except submitting.CannotSubmit as refusal:
            messages.warning(request, str(refusal))
            return redirect(path)
    mine = (
        list(asked.submissions.filter(learner=learner).select_related("judgement"))
        if learner is not None
        else []
    )
    return render(
        request,
        "assessments/tasks/task.html",
        {
            "task": asked,
            "action": path,
            "learner": learner,
            "join_url": join_url(path),
            "sign_in_url": sign_in_url(path),
            "open": next((one for one in mine if one.state != State.JUDGED), None),
            "judged": [one for one in mine if one.state == State.JUDGED],
            **_terms(asked.definition, asked.rubric.definition),
        },
    )


# The upload is capped before it is read, and reading is what the check for forgery begins with.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The work on a task. A POST keeps everything that was given, whatever button was pressed."""
    upload = CappedFiles()
    request.upload_handlers = [upload]
    return _submission(request, submission_id, upload)


@csrf_protect
def _submission(request: HttpRequest, submission_id: UUID, upload: CappedFiles) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    mine = _own(request, submission_id)
    if request.method != "POST":
        return _show(request, mine)
    try:
        errors = _keep(request, mine, upload)
    except evidence.EvidenceIsHandedIn as refusal:
        if getattr(request, "htmx", False):
            return HttpResponse(str(refusal), status=409)
        messages.warning(request, str(refusal))
        return redirect(mine.get_absolute_url())
    if getattr(request, "htmx", False):
        return HttpResponse(status=422 if errors else 204)
    if errors:
        return _show(request, mine, errors)
    if request.POST.get("do") == "hand_in":
        return redirect("submission_hand_in", mine.pk)
    messages.success(request, _("Saved."))
    return redirect(mine.get_absolute_url())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A look over what will be handed in; a POST hands it in."""
    mine = _own(request, submission_id)
    if not mine.is_editable:
        return redirect(mine.get_absolute_url())
    if request.method == "POST":
        try:
            submitting.hand_in(mine.pk)
        except submitting.CannotSubmit as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Handed in. We write to you as soon as it is judged."))
        return redirect(mine.get_absolute_url())
    return render(
        request,
        "assessments/tasks/hand_in.html",
        {
            "submission": mine,
            "items": list(mine.evidence.current()),
            "files_url": f"{mine.get_absolute_url()}files/",
            **_terms(mine.terms, mine.rubric),
        },
    )


@never_cache
@login_required
@require_POST
def supervisor(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Invite whoever saw the work, send the link again, or withdraw it."""
    mine = _own(request, submission_id)
    latest = mine.invitations.first()
    action = request.POST.get("do")
    name, email = request.POST.get("name", ""), request.POST.get("email", "")
    try:
        if action == "revoke" and latest is not None:
            inviting.revoke(latest)
            messages.success(request, _("The link was withdrawn."))
        elif action == "resend" and latest is not None:
            sent = inviting.resend(latest)
            messages.success(request, _("A new link goes to %(email)s.") % {"email": sent.email})
        else:
            sent = inviting.invite(submission_id=mine.pk, name=name, email=email)
            messages.success(request, _("The link goes to %(email)s.") % {"email": sent.email})
    except inviting.CannotInvite as refusal:
        given = {"name": name, "email": email}
        return _show(request, mine, Errors({"supervisor": [str(refusal)]}), given)
    return redirect(f"{mine.get_absolute_url()}#supervisor")


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, submission_id: UUID, item_id: UUID) -> HttpResponseBase:
    """A file of the learner's own, to be saved."""
    item = get_object_or_404(
        EvidenceItem,
        pk=item_id,
        kind=EvidenceKind.FILE,
        submission_id=submission_id,
        submission__learner=request.user,
    )
    return file_response(item)


def _own(request: HttpRequest, submission_id: UUID) -> Submission:
    return get_object_or_404(
        Submission.objects.select_related("task__rubric", "task__competency", "judgement"),
        pk=submission_id,
        learner=request.user,
    )


def _keep(request: HttpRequest, mine: Submission, upload: CappedFiles) -> Errors:
    """Keep everything that was given; what could not be kept, and why, by the field's name."""
    errors = Errors()
    if "remove" in request.POST:
        _remove(mine, request.POST["remove"])
    if "text" in request.POST:
        try:
            evidence.save_text(submission_id=mine.pk, html=html_of(request.POST["text"]))
        except evidence.EvidenceIsHandedIn:
            raise
        except evidence.CannotKeep as refusal:
            errors.appendlist("text", str(refusal))
    for given in request.FILES.getlist("files"):
        name = given.name or ""
        try:
            evidence.add_file(submission_id=mine.pk, file=given, name=name)
        except evidence.EvidenceIsHandedIn:
            raise
        except evidence.CannotKeep as refusal:
            errors.appendlist("files", f"{name}: {refusal}")
    if upload.is_too_much:
        errors.appendlist("files", _("That was too much at once. Add the files one by one."))
    if request.POST.get("link", "").strip():
        try:
            evidence.add_link(submission_id=mine.pk, url=request.POST["link"])
        except evidence.EvidenceIsHandedIn:
            raise
        except evidence.CannotKeep as refusal:
            errors.appendlist("link", str(refusal))
    return errors


def _remove(mine: Submission, item_id: str) -> None:
    try:
        item = mine.evidence.filter(pk=UUID(item_id)).first()
    except ValueError as error:
        raise Http404 from error
    if item is not None:
        evidence.remove(item.pk)


def _show(
    request: HttpRequest,
    mine: Submission,
    errors: Errors | None = None,
    given: dict[str, str] | None = None,
) -> HttpResponse:
    items = list(mine.evidence.current())
    account = next((item for item in items if item.kind == EvidenceKind.TEXT), None)
    if given is None:
        given = {"text": text_of(account.text) if account is not None else ""}
        if errors:
            given |= {name: request.POST[name] for name in ("text", "link") if name in request.POST}
    else:
        given["text"] = text_of(account.text) if account is not None else ""
    context: dict[str, Any] = {
        "submission": mine,
        "judgement": getattr(mine, "judgement", None),
        "items": items,
        "others": [item for item in items if item.kind != EvidenceKind.TEXT],
        "given": given,
        "errors": {name: errors.getlist(name) for name in errors} if errors else {},
        "largest_file": evidence.LARGEST_FILE,
        "largest_total": evidence.LARGEST_TOTAL,
        "most_files": evidence.MOST_FILES,
        "file_types": ", ".join(f".{one.extension}" for one in file_types.ALLOWED),
        "feedback": feedback_on(mine),
        "history": history_of(mine),
        "files_url": f"{mine.get_absolute_url()}files/",
        "from_journal_url": addresses.from_journal_path(mine.pk),
        "from_scenarios_url": addresses.from_scenarios_path(mine.pk),
        **_terms(mine.terms, mine.rubric),
    }
    if mine.terms["needs_supervisor"] and mine.state != State.DRAFT:
        supervision = context["supervision"] = _supervision(mine)
        context["asks_for_supervisor"] = supervision["may_invite"] and not supervision["is_live"]
    status = 422 if errors else 200
    return render(request, "assessments/tasks/submission.html", context, status=status)


def _supervision(mine: Submission) -> dict[str, Any]:
    """How far the supervisor's sign-off is."""
    latest = mine.invitations.first()
    signed = SignOff.objects.filter(submission=mine).order_by("-signed_at").first()
    live = mine.invitations.unanswered().first()
    return {
        "invitation": latest,
        "is_live": live is not None,
        "has_expired": live is not None and live.expires_at <= timezone.now(),
        "sign_off": signed,
        "may_invite": mine.state != State.JUDGED
        and (signed is None or signed.refused_at is not None),
    }


def _terms(definition: dict[str, Any], rubric: dict[str, Any]) -> dict[str, Any]:
    """A task's definition and its rubric's, for the templates."""
    return {
        "terms": definition,
        "kinds": [EvidenceKind(kind) for kind in definition["kinds"]],
        "required_level": Level(definition["required_level"]).label,
        "rubric": rubric_in_words(rubric, definition["required_level"]),
    }


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in; somebody whose session ended while they wrote gets their text back."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401)
    if request.method == "POST" and request.POST.get("text", "").strip():
        context = {"text": request.POST["text"], "sign_in_url": sign_in_url(request.path)}
        return render(request, "assessments/tasks/signed_out.html", context, status=401)
    return redirect_to_login(request.path)
