"""The goal a learner sets for their weeks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.notice_kinds import WEEKLY_GOAL, Frequency
from accounts.preferring import choose, frequency_for
from learning.forms import GoalForm
from learning.models import WeeklyGoal
from learning.studying import give_up_goal, set_goal


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest) -> HttpResponse:
    learner = request.user
    assert isinstance(learner, User)
    if "give_up" in request.POST:
        give_up_goal(learner)
        messages.success(request, _("You have no weekly goal now."))
        return redirect("dashboard")
    known = WeeklyGoal.objects.filter(learner=learner).first()
    initial = {"amount": known.amount, "unit": known.unit} if known is not None else {"amount": 3}
    wanted = frequency_for(learner, WEEKLY_GOAL)
    form = GoalForm(request.POST or None, initial={**initial, "remind": wanted != Frequency.NEVER})
    if request.method == "POST" and form.is_valid():
        chosen = Frequency.AT_ONCE if form.cleaned_data["remind"] else Frequency.NEVER
        set_goal(
            learner=learner, unit=form.cleaned_data["unit"], amount=form.cleaned_data["amount"]
        )
        choose(learner, {WEEKLY_GOAL.name: chosen})
        messages.success(request, _("Your weekly goal is set."))
        return redirect("dashboard")
    status = 422 if form.errors else 200
    context = {"form": form, "has_goal": known is not None}
    return render(request, "learning/goal.html", context, status=status)
