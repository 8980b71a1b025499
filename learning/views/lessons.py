"""What one does in a lesson: go on, check oneself, choose, write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.entrance import sign_in_url
from accounts.models import User
from assessments import question_types
from learning.choosing import CannotChoose, choose
from learning.margins import discard_note, keep_note, keep_place, remove_bookmark, set_bookmark
from learning.models import LessonPage, Note, Reflection
from learning.outlines import CourseOutline
from learning.parts import (
    Shown,
    block_in,
    definition_in,
    prefix_of,
    scenario_in,
    walk_from_words,
)
from learning.presenting import (
    has_finished_module,
    is_within_reach,
    learner_of,
    lesson_context,
    may_see,
    next_step,
)
from learning.progress import complete_lesson, progress_of
from learning.reflecting import NotKept, discard_reflection, keep_reflection


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """“I have read this: go on.” A GET is somebody who had to sign in first."""
    lesson = _lesson(request, lesson_id)
    learner = _signed_in(request)
    if request.method == "POST":
        complete_lesson(learner=learner, lesson=lesson)
    if not _is_published(lesson):
        return _withdrawn(request, lesson)
    outline = _outline(lesson)
    if request.method == "GET":
        return redirect(_lesson_url(outline, lesson))
    progress = progress_of(learner=learner, course=outline)
    following = next_step(progress, lesson.pk)
    finished = has_finished_module(progress, lesson.pk)
    if finished and following.kind != "lesson":
        messages.success(request, _("You are through with “%(module)s”.") % {"module": finished})
    return redirect(following.url)


@never_cache
@require_GET
def check(request: HttpRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """Mark an answer to a knowledge check. Nothing is recorded, so anybody may, by GET."""
    lesson = _lesson(request, lesson_id)
    if not _is_published(lesson):
        return _withdrawn(request, lesson)
    block = _block(lesson, block_id, "check")
    definition = definition_in(block)
    question_type = question_types.get(definition["type"])
    answer = question_type.answer_from(dict(request.GET.lists()), prefix_of(block_id))
    outcome = question_type.mark(definition, answer)
    if answer is None or outcome is None:
        shown = Shown(errors={block_id: _("Give an answer first, then check it.")})
    else:
        shown = Shown(answers={block_id: answer}, outcomes={block_id: outcome})
    return _show(request, lesson, block_id, shown)


@never_cache
@require_http_methods(["GET", "POST"])
def scenario(request: HttpRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """Choose in a scenario: a learner by POST, which is kept; a visitor by GET, which is not."""
    lesson = _lesson(request, lesson_id)
    if not _is_published(lesson):
        return _withdrawn(request, lesson)
    block = _block(lesson, block_id, "scenario")
    learner = learner_of(request)
    if request.method == "GET":
        walked = walk_from_words(request.GET.get("walk", ""))
        anew = frozenset({block_id} if "again" in request.GET else ())
        return _show(request, lesson, block_id, Shown(walks={block_id: walked}, anew=anew))
    if learner is None:
        return _sign_in_first(request, lesson)
    try:
        choose(
            learner=learner,
            lesson=lesson,
            block_id=block_id,
            scenario=scenario_in(block),
            run=_number(request, "run"),
            step=_number(request, "step"),
            scene=request.POST.get("scene", ""),
            choice=request.POST.get("choice", ""),
        )
    except CannotChoose as refusal:
        messages.warning(request, str(refusal))
    return _changed(request, lesson, block_id, "scenario")


@never_cache
@require_http_methods(["GET", "POST"])
def reflection(request: HttpRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """Keep what a learner writes. It is kept in a withdrawn lesson too: it is theirs."""
    lesson = _lesson(request, lesson_id)
    is_published = _is_published(lesson)
    if request.method == "GET":
        if not is_published:
            return _withdrawn(request, lesson)
        return redirect(f"{_lesson_url(_outline(lesson), lesson)}#reflection-{block_id}")
    learner = learner_of(request)
    text = request.POST.get("text", "")
    if learner is None:
        return _signed_out_while_writing(request, lesson, text)
    if "discard" in request.POST:
        if discard_reflection(learner=learner, block_id=block_id):
            messages.success(request, _("What you had written there is deleted."))
        return _changed(request, lesson, block_id, "reflection")
    block = _block(lesson, block_id, "reflection")
    try:
        kept = keep_reflection(
            learner=learner,
            lesson=lesson,
            block_id=block_id,
            prompt=block.value["prompt"],
            text=text,
        )
    except NotKept as refusal:
        shown = Shown(drafts={block_id: text}, errors={block_id: str(refusal)})
        if is_published:
            return _show(request, lesson, block_id, shown, status=422)
        messages.warning(request, str(refusal))
        return _withdrawn(request, lesson)
    if not is_published and not _is_htmx(request):
        messages.info(request, _("What you wrote is saved. You find it in your journal."))
        return _withdrawn(request, lesson)
    if _is_htmx(request):
        discard = _on_first_save(kept, "learning/blocks/_discard_reflection.html")
        return _show(request, lesson, block_id, Shown(), discard=discard)
    messages.success(request, _("What you wrote is saved."))
    return _changed(request, lesson, block_id, "reflection")


@never_cache
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Keep a learner's note on a lesson, as `reflection` keeps what they answer in it."""
    lesson = _lesson(request, lesson_id)
    is_published = _is_published(lesson)
    learner = learner_of(request)
    text = request.POST.get("text", "")
    if request.method == "POST" and learner is None:
        return _signed_out_while_writing(request, lesson, text)
    if "discard" in request.POST and learner is not None:
        if discard_note(learner=learner, lesson_id=lesson.pk):
            messages.success(request, _("Your note is deleted."))
    elif request.method == "POST" and learner is not None:
        try:
            kept = keep_note(learner=learner, lesson=lesson, text=text)
        except NotKept as refusal:
            return _note_not_kept(request, lesson, text, str(refusal))
        if _is_htmx(request):
            discard = _on_first_save(kept, "learning/_discard_note.html")
            return _note_status(request, {"page": lesson, "discard": discard})
        messages.success(request, _("Your note is saved."))
    if not is_published:
        return _withdrawn(request, lesson)
    return redirect(f"{_lesson_url(_outline(lesson), lesson)}#notes")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def bookmark(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Lay a bookmark into a lesson, or take it out again (which is possible at any time)."""
    lesson = _lesson(request, lesson_id)
    learner = _signed_in(request)
    is_published = _is_published(lesson)
    if request.method == "POST" and request.POST.get("set") == "0":
        remove_bookmark(learner=learner, lesson_id=lesson.pk)
    elif request.method == "POST" and is_published:
        set_bookmark(learner=learner, lesson=lesson)
    if request.POST.get("from") == "journal":
        return redirect("journal")
    if not is_published:
        return _withdrawn(request, lesson)
    if _is_htmx(request):
        context = {"page": lesson, "is_set": request.POST.get("set") != "0", "is_changed": True}
        return render(request, "learning/_bookmark.html", context)
    return redirect(_lesson_url(_outline(lesson), lesson))


@never_cache
@require_POST
def place(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Where a learner reads. A script sends it, often as its last word, so nothing is answered."""
    lesson = _lesson(request, lesson_id)
    learner = learner_of(request)
    if learner is None:
        return HttpResponse(status=401)
    if _is_published(lesson):
        keep_place(
            learner=learner,
            lesson=lesson,
            paragraph=_number(request, "paragraph"),
            opening=request.POST.get("opening", ""),
        )
    return HttpResponse(status=204)


def _note_not_kept(
    request: HttpRequest, lesson: LessonPage, text: str, refusal: str
) -> HttpResponse:
    if _is_htmx(request):
        return _note_status(request, {"part": {"error": refusal}}, status=422)
    if not _is_published(lesson):
        messages.warning(request, refusal)
        return _withdrawn(request, lesson)
    context = lesson_context(lesson, request, Shown(note=text, note_error=refusal))
    context |= {"page": lesson, "is_action": True}
    return render(request, "learning/lesson_page.html", context, status=422)


def _note_status(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "learning/blocks/_reflection_status.html", context, status=status)


def _on_first_save(kept: Note | Reflection, template: str) -> str:
    """The template of what appears on the page when something was written for the first time."""
    return template if kept.written_at == kept.changed_at else ""


def _lesson(request: HttpRequest, lesson_id: int) -> LessonPage:
    """A lesson that this person may see, live or withdrawn."""
    lesson = get_object_or_404(LessonPage, pk=lesson_id)
    if not may_see(request, lesson):
        raise Http404
    return lesson


def _is_published(lesson: LessonPage) -> bool:
    return lesson.live and is_within_reach(lesson)


def _outline(lesson: LessonPage) -> CourseOutline:
    if lesson.outline is None:
        raise Http404
    return lesson.outline


def _lesson_url(outline: CourseOutline, lesson: LessonPage) -> str:
    return next((known.url for known in outline.lessons if known.id == lesson.pk), outline.url)


def _block(lesson: LessonPage, block_id: UUID, block_type: str) -> Any:
    block = block_in(lesson, block_id, block_type)
    if block is None:
        raise Http404
    return block


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _show(
    request: HttpRequest,
    lesson: LessonPage,
    block_id: UUID,
    shown: Shown,
    status: int = 200,
    discard: str = "",
) -> HttpResponse:
    """The part of the lesson that has changed, or without scripts the whole lesson."""
    context = lesson_context(lesson, request, shown)
    if not _is_htmx(request):
        context |= {"page": lesson, "is_action": True}
        return render(request, "learning/lesson_page.html", context, status=status)
    part = next((p for p in context["parts"] if getattr(p, "id", None) == block_id), None)
    if part is None:
        raise Http404
    return render(
        request, part.inner_template, {**context, "part": part, "discard": discard}, status=status
    )


def _changed(request: HttpRequest, lesson: LessonPage, block_id: UUID, kind: str) -> HttpResponse:
    if lesson.outline is None or not _is_published(lesson):
        return _withdrawn(request, lesson)
    if _is_htmx(request):
        return _show(request, lesson, block_id, Shown())
    return redirect(f"{_lesson_url(lesson.outline, lesson)}#{kind}-{block_id}")


def _withdrawn(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    """A lesson was unpublished while somebody was in it: back to the course, and told why.

    A visitor gets a page of its own, since a message would start a session for them.
    """
    course = lesson.outline.url if lesson.outline is not None else ""
    if learner_of(request) is None:
        context = {"course_url": course}
        return render(request, "learning/lesson_withdrawn.html", context, status=410)
    messages.warning(
        request,
        _(
            "That lesson has been taken back by its editors for now. "
            "Everything you did and wrote in it is kept."
        ),
    )
    url = course or "/dashboard/"
    return HttpResponseClientRedirect(url) if _is_htmx(request) else redirect(url)


def _sign_in_first(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    url = _lesson_url(_outline(lesson), lesson)
    if _is_htmx(request):
        return HttpResponseClientRedirect(sign_in_url(url))
    return redirect_to_login(url)


def _signed_out_while_writing(request: HttpRequest, lesson: LessonPage, text: str) -> HttpResponse:
    """The session has ended: give the text back instead of losing it on the way to signing in."""
    url = _lesson_url(lesson.outline, lesson) if lesson.outline is not None else "/dashboard/"
    template = (
        "learning/blocks/_reflection_signed_out.html"
        if _is_htmx(request)
        else "learning/reflection_signed_out.html"
    )
    context = {"text": text, "sign_in_url": sign_in_url(url)}
    return render(request, template, context, status=401)
