"""The shortest way to a course's pages.

Wagtail's own routing takes two queries for each part of the address and two more for the
view restrictions. These views find a page by the course's outline and leave everything out
of the ordinary (drafts, restrictions, redirects) to Wagtail.
"""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views
from wagtail.query import PageQuerySet

from learning.models import CoursePage, LessonPage, ModulePage
from learning.outlines import outline_by_slug
from learning.presenting import is_restricted
from learning.remembered import what_holds


@require_safe
def course(request: HttpRequest, course: str) -> HttpResponse:
    page = _kept_course(what_holds(), course)
    if page is None or is_restricted(page):
        return _by_wagtail(request)
    return page.serve(request)


@lru_cache(maxsize=64)
def _kept_course(holds: tuple[str, int], course: str) -> CoursePage | None:
    """A live course with its tree, badge and cover: shared, so only to be read."""
    found = CoursePage.objects.filter(slug=course).select_related("badge__issuer", "cover")
    page: CoursePage | None = found.live().first()
    if page is not None:
        _ = page.outline
    return page


@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    outline = outline_by_slug(course)
    ids = [m.id for m in outline.modules if m.slug == module] if outline is not None else []
    page = _open(ModulePage.objects.filter(pk__in=ids))
    if page is None:
        return _by_wagtail(request)
    page.outline = outline
    return page.serve(request)


@require_safe
def lesson(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    page = _kept_lesson(what_holds(), get_language() or "", course, module, lesson)
    if page is None or is_restricted(page):
        return _by_wagtail(request)
    return page.serve(request)


# A lesson takes some 50 kB, most of it the parts that are drawn already.
@lru_cache(maxsize=256)
def _kept_lesson(
    holds: tuple[str, int], language: str, course: str, module: str, lesson: str
) -> LessonPage | None:
    """A live lesson with what of it is the same for everybody: shared, so only to be read."""
    outline = outline_by_slug(course)
    found = [m for m in outline.modules if m.slug == module] if outline is not None else []
    ids = [known.id for m in found for known in m.lessons if known.slug == lesson]
    page: LessonPage | None = LessonPage.objects.filter(pk__in=ids).live().first()
    if page is not None:
        page.outline = outline
        _ = page.common_parts
    return page


def _open(pages: PageQuerySet) -> Any:
    """The live one of `pages`, if no view restriction stands on it or above it."""
    page = pages.live().first()
    return page if page is not None and not is_restricted(page) else None


def _by_wagtail(request: HttpRequest) -> HttpResponse:
    return wagtail_views.serve(request, request.path.lstrip("/"))
