"""Where assessors take on work and judge it, and coordinators settle and confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import ModelPermissionPolicy

from accounts.models import User
from assessments import evidence_access, reviewing, second_rating, supervising
from assessments.file_serving import file_response
from assessments.independence import CannotReview
from assessments.models import EvidenceItem, Review, SignOff, State, Submission
from assessments.rating import InvalidRatings
from assessments.review_forms import RatingForm, RefusalForm, SettleForm
from assessments.review_presenting import Work, compared, work_of

PAGE_SIZE = 50
INDEX = "submissions:index"


class ReviewerMixin(PermissionCheckedMixin):
    """For whoever may review or decide; a view may ask for one of the two."""

    request: HttpRequest
    permission_policy = ModelPermissionPolicy(Submission)
    any_permission_required: list[str] | None = ["review", "decide"]

    @property
    def reviewer(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def send_away(self, refusal: CannotReview) -> HttpResponse:
        messages.warning(self.request, str(refusal))
        return redirect(INDEX)


class QueueView(ReviewerMixin, WagtailAdminTemplateMixin, TemplateView):
    """What waits: for an assessor, for a coordinator, or for who is both."""

    template_name = "assessments/review/queue.html"
    page_title = gettext_lazy("Review queue")
    header_icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **(self._to_rate() if self.user_has_permission("review") else {}),
            **(self._to_decide() if self.user_has_permission("decide") else {}),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def _to_rate(self) -> dict[str, Any]:
        waiting = reviewing.queue(self.reviewer).exclude(claimed_by=self.reviewer)
        pages = Paginator(waiting.select_related("task", "learner"), PAGE_SIZE)
        return {
            "may_review": True,
            "mine": Submission.objects.to_be_rated()
            .filter(claimed_by=self.reviewer)
            .select_related("task", "learner")
            .order_by("handed_in_at", "pk"),
            "waiting": pages.get_page(self.request.GET.get("p")),
        }

    def _to_decide(self) -> dict[str, Any]:
        return {
            "may_decide": True,
            "disagreements": second_rating.to_settle(self.reviewer).select_related(
                "task", "learner"
            ),
            "sign_offs": supervising.to_confirm(self.reviewer).select_related(
                "submission__task", "submission__learner"
            ),
        }


class TakeOnView(ReviewerMixin, View):
    """Takes on a submission; whoever comes second is told so."""

    any_permission_required = None
    permission_required = "review"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            reviewing.claim(submission_id=pk, assessor=self.reviewer)
        except Submission.DoesNotExist:
            raise Http404 from None
        except CannotReview as refusal:
            return self.send_away(refusal)
        return redirect("submissions:review", pk)


class WorkView(ReviewerMixin, WagtailAdminTemplateMixin, TemplateView):
    """Somebody's work with what one may say about it; closed to whoever may not read it."""

    header_icon = "tasks"
    error: CannotReview | None = None

    @cached_property
    def submission(self) -> Submission:
        return get_object_or_404(
            Submission.objects.select_related("task__rubric", "task__competency", "learner"),
            pk=self.kwargs["pk"],
        )

    @cached_property
    def work(self) -> Work:
        return work_of(self.submission, self.reviewer)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            evidence_access.require_reader(self.submission, self.reviewer)
        except CannotReview as refusal:
            return self.refuse(refusal)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            evidence_access.require_reader(self.submission, self.reviewer)
        except CannotReview as refusal:
            return self.refuse(refusal)
        try:
            said = self.carry_out(request.POST.get("action", ""))
        except CannotReview as refusal:
            self.error = refusal
            return self.render_to_response(self.get_context_data(**kwargs))
        if not said:
            return self.render_to_response(self.get_context_data(**kwargs))
        messages.success(request, said)
        return redirect(INDEX)

    def refuse(self, refusal: CannotReview) -> HttpResponse:
        """What somebody is answered who may not read this."""
        return self.send_away(refusal)

    def carry_out(self, action: str) -> str:
        """Does it and says so in a sentence; empty if the form needs another look."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return f"{self.submission.title}, {self.submission.learner.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": QueueView.page_title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        error = self.error
        problems = error.problems if isinstance(error, InvalidRatings) else [str(error)]
        return {
            **super().get_context_data(**kwargs),
            "submission": self.submission,
            "work": self.work,
            "form": self.form,
            "problems": problems if error else [],
        }


class ReviewView(WorkView):
    """The evidence beside the rubric."""

    any_permission_required = None
    permission_required = "review"
    template_name = "assessments/review/review.html"
    page_title = gettext_lazy("Review")

    @cached_property
    def form(self) -> RatingForm:
        return RatingForm(self.request.POST or None, rubric=self.submission.rubric)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "may_rate": self.submission.claimed_by_id == self.reviewer.pk,
            "may_return": self.submission.state == State.HANDED_IN,
        }

    def refuse(self, refusal: CannotReview) -> HttpResponse:
        if self.request.method != "POST" or not evidence_access.had_taken_on(
            self.submission, self.reviewer
        ):
            return super().refuse(refusal)
        # Somebody else took it over meanwhile: nothing that was written may be lost with it.
        context = {
            **WagtailAdminTemplateMixin.get_context_data(self),
            "form": self.form,
            "problems": [str(refusal)],
        }
        return TemplateResponse(self.request, "assessments/review/overtaken.html", context)

    def carry_out(self, action: str) -> str:
        if action == "release":
            reviewing.release(submission_id=self.submission.pk, assessor=self.reviewer)
            return _("You gave “%(title)s” back.") % {"title": self.submission.title}
        if not self.form.is_valid():
            return ""
        if action == "return":
            reviewing.ask_for_revision(
                submission_id=self.submission.pk,
                assessor=self.reviewer,
                what_to_improve=self.form.cleaned_data["what_to_improve"],
                ratings=self.form.ratings(),
                comments=self.form.comments(),
            )
            return _("“%(title)s” goes back to %(name)s for revision.") % self._named
        if action != "judge":
            return ""
        judgement = reviewing.judge(
            submission_id=self.submission.pk,
            assessor=self.reviewer,
            ratings=self.form.ratings(),
            comments=self.form.comments(),
            overall=self.form.cleaned_data["overall"],
        )
        if judgement is None:
            return _("Your rating is kept. “%(title)s” by %(name)s waits for others now.") % (
                self._named
            )
        if judgement.is_demonstrated:
            return _("“%(title)s” by %(name)s is judged: met.") % self._named
        return _("“%(title)s” by %(name)s is judged: not met.") % self._named

    @property
    def _named(self) -> dict[str, str]:
        return {"title": self.submission.title, "name": self.submission.learner.name}


class SettleView(WorkView):
    """Both ratings side by side, for the coordinator who decides."""

    any_permission_required = None
    permission_required = "decide"
    template_name = "assessments/review/settle.html"
    page_title = gettext_lazy("Settle a disagreement")

    @cached_property
    def form(self) -> SettleForm:
        return SettleForm(self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judgements = [
            review
            for shown in self.work.hand_ins[:1]
            for review in shown.reviews
            if review.review.kind == Review.Kind.JUDGEMENT
        ]
        return {
            **super().get_context_data(**kwargs),
            "judgements": judgements,
            "compared": compared(self.submission.rubric, judgements),
        }

    def carry_out(self, action: str) -> str:
        if not self.form.is_valid():
            return ""
        second_rating.resolve(
            submission_id=self.submission.pk,
            coordinator=self.reviewer,
            is_met=self.form.cleaned_data["is_met"],
            reason=self.form.cleaned_data["reason"],
        )
        return _("The disagreement on “%(title)s” is settled.") % {"title": self.submission.title}


class SignOffView(WorkView):
    """What a supervisor said, for the coordinator who confirms that it comes from them."""

    any_permission_required = None
    permission_required = "decide"
    template_name = "assessments/review/sign_off.html"
    page_title = gettext_lazy("Confirm a sign-off")

    @cached_property
    def sign_off(self) -> SignOff:
        return get_object_or_404(
            SignOff.objects.select_related("invitation", "hand_in").prefetch_related("ratings"),
            pk=self.kwargs["pk"],
        )

    @cached_property
    def submission(self) -> Submission:
        return get_object_or_404(
            Submission.objects.select_related("task__rubric", "task__competency", "learner"),
            pk=self.sign_off.submission_id,
        )

    @cached_property
    def form(self) -> RefusalForm:
        return RefusalForm(self.request.POST or None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "sign_off": self.sign_off,
            "ratings": self.work.named(self.sign_off.ratings.all()),
        }

    def carry_out(self, action: str) -> str:
        named = {"name": self.sign_off.name}
        if action == "countersign":
            supervising.countersign(sign_off_id=self.sign_off.pk, coordinator=self.reviewer)
            return _("The sign-off by %(name)s is confirmed.") % named
        if action != "refuse" or not self.form.is_valid():
            return ""
        supervising.refuse(
            sign_off_id=self.sign_off.pk,
            coordinator=self.reviewer,
            reason=self.form.cleaned_data["reason"],
        )
        return _("The sign-off by %(name)s is refused.") % named


@require_safe
def evidence_file(request: HttpRequest, pk: UUID, item_id: UUID) -> FileResponse:
    """A file as an attachment. To whoever may not read it, it is not there."""
    assert isinstance(request.user, User)
    try:
        item = evidence_access.readable_file(pk, item_id, request.user)
    except (EvidenceItem.DoesNotExist, CannotReview):
        raise Http404 from None
    return file_response(item)
