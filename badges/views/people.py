"""Public pages of people: what visitors see, and how its owner arranges theirs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from badges import addresses, profiles
from badges.cairns import cairn_of
from badges.forms import PublicProfileForm
from badges.models import PublicProfile


# Never kept by a cache, so that a page which is switched off is gone at once.
@never_cache
@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(PublicProfile.objects.on().select_related("person"), slug=slug)
    awards = profiles.shown_awards(shown)
    response = render(
        request,
        "badges/person.html",
        {
            "profile": shown,
            "person": shown.person,
            "awards": awards,
            "cairn": cairn_of(awards),
            "page_url": addresses.absolute(shown.get_absolute_url()),
            "is_owner": request.user == shown.person,
        },
    )
    if not shown.is_listed:
        response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own page: whether there is one, its address, its text, its badges."""
    learner = request.user
    assert isinstance(learner, User)
    profile = profiles.profile_of(learner)
    if request.method != "POST":
        return _arrange(
            request, learner, profile, PublicProfileForm(initial=_given(learner, profile))
        )
    form = PublicProfileForm(request.POST)
    if form.is_valid():
        try:
            profiles.keep(person=learner, **form.cleaned_data)
        except profiles.AddressIsTaken as refusal:
            form.add_error("slug", str(refusal))
        else:
            is_on = form.cleaned_data["is_on"]
            said = _("Your page is public now.") if is_on else _("Saved. Nobody can see your page.")
            messages.success(request, said)
            return redirect("own_profile")
    return _arrange(request, learner, profile, form, status=422)


@never_cache
@login_required
@require_POST
def own_badge(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show, hide or move one badge of one's own page."""
    learner = request.user
    assert isinstance(learner, User)
    profile = profiles.profile_of(learner)
    if profile is None:
        raise Http404
    do = request.POST.get("do")
    if do == "show":
        profiles.show(profile, award_id)
    elif do == "hide":
        profiles.hide(profile, award_id)
    elif do in ("up", "down"):
        profiles.move(profile, award_id, up=do == "up")
    return redirect(reverse("own_profile") + f"#badge-{award_id}")


def _given(learner: User, profile: PublicProfile | None) -> dict[str, object]:
    if profile is None:
        return {"slug": profiles.suggested_slug(learner)}
    return {name: getattr(profile, name) for name in ("slug", "about", "is_on", "is_listed")}


def _arrange(
    request: HttpRequest,
    learner: User,
    profile: PublicProfile | None,
    form: PublicProfileForm,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "badges/own_profile.html",
        {
            "form": form,
            "profile": profile,
            "page_url": addresses.absolute(profile.get_absolute_url()) if profile else "",
            "prefix": addresses.absolute(addresses.person_path("…")),
            "choices": profiles.choices(profile) if profile else [],
        },
        status=status,
    )
