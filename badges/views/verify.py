"""`/verify/`: for anybody, without an account or a cookie."""

import json
import re
import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from badges import fetching, verifying
from badges.credentials.report import Report, Verdict
from badges.forms import CappedUpload, VerifyForm
from badges.wording import in_words

# A verification may wait for strangers' servers, so nobody may have us wait all the time.
MOST_A_MINUTE = 30
LONGEST_ADDRESS = 2_000

_ADDRESS = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}(?::\d+)?(?:/\S*)?|https?://\S+", re.I)

ICONS: dict[Verdict, str] = {
    "passed": "success",
    "failed": "error",
    "unknown": "warning",
    "not_applicable": "info",
}


# Nothing here is changed or remembered, so a forged request gains nothing; a token would cost
# every visitor a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        address = request.GET.get("url", "").strip()
        if not address:
            return _page(request, VerifyForm())
        return _verified(request, VerifyForm({"badge": address}))
    upload = CappedUpload()
    request.upload_handlers = [upload]
    try:
        form = VerifyForm(request.POST, request.FILES)
    except RequestDataTooBig:
        return _too_large(request)
    except (MultiPartParserError, SuspiciousOperation):
        return _page(
            request,
            VerifyForm(),
            problem=_("What your browser sent could not be read. Try again."),
            status=400,
        )
    if upload.is_too_large:
        return _too_large(request)
    return _verified(request, form)


def _verified(request: HttpRequest, form: VerifyForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=400)
    if not _may_verify(request):
        problem = _("That were many badges in a short time. Wait a minute, then go on.")
        return _page(request, form, problem=problem, status=429)
    text: str = form.cleaned_data["badge"].strip()
    settings: dict[str, Any] = {
        "now": timezone.now(),
        "fetcher": fetching.of_the_internet(),
        "recipient_email": form.cleaned_data["email"] or None,
    }
    try:
        if form.cleaned_data["file"]:
            found = verifying.verify_content(form.cleaned_data["file"].read(), **settings)
        elif len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text):
            address = text if "://" in text else f"https://{text}"
            found = verifying.verify_address(address, **settings)
        else:
            found = verifying.verify_content(text, **settings)
    except verifying.NothingToVerify as error:
        return _page(request, form, problem=str(error))
    return _page(request, VerifyForm(), found=found)


def _page(
    request: HttpRequest,
    form: VerifyForm,
    *,
    found: verifying.Verified | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "problem": problem}
    if found is not None:
        context |= {
            "report": found.report,
            "award": found.award,
            "checks": [
                {
                    "name": in_words(check.name),
                    "explanation": in_words(check.explanation),
                    "verdict": check.verdict,
                    "icon": ICONS[check.verdict],
                    "word": _word(check.verdict),
                }
                for check in found.report.checks
                if check.verdict != "not_applicable"
            ],
            "headline": _headline(found.report.verdict),
            "decisive": _decisive(found.report),
            "icon": ICONS[found.report.verdict],
            "json": json.dumps(found.document, indent=2, ensure_ascii=False)
            if found.document is not None
            else "",
        }
    response = render(request, "badges/verify.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _headline(verdict: Verdict) -> str:
    if verdict == "passed":
        return _("This badge is genuine and valid")
    if verdict == "failed":
        return _("Do not rely on this badge")
    return _("We could not check everything")


def _decisive(report: Report) -> str:
    """The explanation of the first check that made the verdict what it is."""
    if report.verdict == "passed":
        return _("Every check below was passed.")
    return next(in_words(c.explanation) for c in report.checks if c.verdict == report.verdict)


def _word(verdict: Verdict) -> str:
    return {
        "passed": _("Yes"),
        "failed": _("No"),
        "unknown": _("Could not be checked"),
        "not_applicable": _("Does not apply"),
    }[verdict]


def _too_large(request: HttpRequest) -> HttpResponse:
    problem = _(
        "This is too large to be a badge: a badge image or file has at most 2 MB. "
        "Choose the image that was downloaded from the badge's page."
    )
    return _page(request, VerifyForm(), problem=problem, status=413)


def _may_verify(request: HttpRequest) -> bool:
    """Counts a verification for the asker's address, minute by minute."""
    asker = get_adapter().get_client_ip(request)
    key = f"verify:{asker}:{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) <= MOST_A_MINUTE
    except ValueError:  # it was evicted in this very moment
        return True
