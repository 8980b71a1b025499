"""Courses, modules and lessons: pages that editors write, preview and publish.

How they are shown is in `learning.presenting`, which reads these tables; hence the imports
inside of methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from assessments.models import Assessment
from badges.models import Badge, Behaviour, Competency
from learning.blocks import lesson_blocks
from learning.timing import minutes_of

if TYPE_CHECKING:
    from learning.outlines import CourseOutline
    from learning.parts import CommonPart

TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol", "h2", "h3", "blockquote"]
# Below a course, where its modules are, and not pages (learning.urls).
TAKEN_SLUGS = {"assessment", "ready"}


class CourseIndexPage(Page):
    """The root of all courses: `/courses/`. Visitors are sent on to the catalogue."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["learning.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("/badges/")


class CoursePage(Page):
    """The way to one badge: four modules, or straight to the assessment."""

    badge = models.OneToOneField(Badge, on_delete=models.PROTECT, related_name="course")
    assessment = models.OneToOneField(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="course"
    )
    summary = models.CharField(_("summary"), max_length=300)
    cover = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cover"),
        help_text=_("A wide picture at the head of the course. Narrow screens show its middle."),
    )
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=300,
        blank=True,
        help_text=_("In a few words, for people who can't see it."),
    )
    introduction = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("Outcome"), max_length=200))],
        blank=True,
        verbose_name=_("what the learner will be able to do"),
    )

    parent_page_types = ["learning.CourseIndexPage"]
    subpage_types = ["learning.ModulePage"]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("badge"),
        FieldPanel("assessment"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
        FieldPanel("introduction"),
        FieldPanel("outcomes"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("introduction"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cover=None) | ~models.Q(cover_alt=""),
                name="a_cover_says_what_it_shows",
                violation_error_message=_("Say what the cover shows."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.cover_id and not self.cover_alt:
            raise ValidationError({"cover_alt": _("Say what the cover shows.")})

    @cached_property
    def outline(self) -> CourseOutline | None:
        """Its modules and lessons; None unless it is live."""
        from learning.outlines import outline_of

        return outline_of(self.pk) if self.pk else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning.presenting import course_context

        return super().get_context(request, *args, **kwargs) | course_context(self, request)


class ModulePage(Page):
    """One competency, taught in a few lessons."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="modules")
    outcome = models.CharField(
        _("outcome"), max_length=300, help_text=_("“After this module you can …”")
    )
    introduction = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)

    parent_page_types = ["learning.CoursePage"]
    subpage_types = ["learning.LessonPage"]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("competency"),
        FieldPanel("outcome"),
        FieldPanel("introduction"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("outcome")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @cached_property
    def outline(self) -> CourseOutline | None:
        """The course it stands in; None unless that is live."""
        from learning.outlines import outline_around

        return outline_around(self)

    def clean(self) -> None:
        super().clean()
        if self.slug in TAKEN_SLUGS:
            raise ValidationError(
                {
                    "slug": _("“%(slug)s” is an address that every course needs for itself.")
                    % {"slug": self.slug}
                }
            )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from learning.presenting import is_within_reach

        if not is_within_reach(self):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning.presenting import module_context

        return super().get_context(request, *args, **kwargs) | module_context(self, request)


class LessonPage(Page):
    """What a learner reads, tries and writes in one sitting."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=0,
        editable=False,
        help_text=_("Computed from the body at each save (learning.timing)."),
    )
    body = StreamField(lesson_blocks(), verbose_name=_("body"))
    teaches = ParentalManyToManyField(
        Behaviour,
        blank=True,
        related_name="lessons",
        verbose_name=_("teaches"),
        help_text=_("The behaviours of the module's competency that this lesson teaches."),
    )
    sources = models.TextField(
        _("sources"), blank=True, help_text=_("One a line: author (year). Title. Publisher.")
    )

    parent_page_types = ["learning.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("teaches", widget=CheckboxSelectMultiple), FieldPanel("sources")],
            heading=_("Behind it"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("readable_text"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from learning.presenting import is_within_reach, remember_lesson

        if not is_within_reach(self):
            raise Http404
        response = super().serve(request, *args, **kwargs)
        remember_lesson(self, request, response.context_data["progress"])
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning.presenting import lesson_context

        return super().get_context(request, *args, **kwargs) | lesson_context(self, request)

    @cached_property
    def outline(self) -> CourseOutline | None:
        """The course it stands in; None unless that is live."""
        from learning.outlines import outline_around

        return outline_around(self)

    @cached_property
    def common_parts(self) -> tuple[CommonPart, ...]:
        """What its body is for everybody, in the language that is active now."""
        from learning.parts import common_parts

        return common_parts(self)

    def readable_text(self) -> str:
        """What a search may find: what is read, without questions, answers and feedback."""
        return " ".join(self.body.stream_block.get_searchable_content(self.body))

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.minutes = minutes_of(self.body)
        super().full_clean(*args, **kwargs)
