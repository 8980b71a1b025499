"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from badges.views.responses import private_to_the_signed_in
from home.searching import NAMES, Kind, Results
from home.searching import search as search_for


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("kind", "")
    kind = Kind(wanted) if wanted in list(Kind) else None
    results = search_for(request.GET.get("q", ""), kind=kind, page=request.GET.get("page"))
    context = {"results": results, "kinds": _kinds(results)}
    if results.page is not None:
        context["pages"] = results.page.paginator.get_elided_page_range(results.page.number)
        context["without_page"] = _address(results.query, kind)
    if results.suggestion:
        context["suggestion_url"] = f"?{_address(results.suggestion, None)}"
    return private_to_the_signed_in(request, render(request, "home/search.html", context))


def _kinds(results: Results) -> list[dict[str, object]]:
    """Ways to see all of it or one kind only; none if there is only one kind."""
    if len(results.counts) < 2:
        return []
    every: list[tuple[Kind | None, Promise | None, int]] = [(None, None, results.total)]
    every += [(kind, NAMES[kind][1], number) for kind, number in results.counts.items()]
    return [
        {
            "name": name,
            "number": number,
            "url": f"?{_address(results.query, kind)}",
            "is_chosen": kind == results.kind,
        }
        for kind, name, number in every
    ]


def _address(query: str, kind: Kind | None) -> str:
    return urlencode({"q": query, **({"kind": kind.value} if kind is not None else {})})
