"""The style guide, for those who work on the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home import style_guide, tokens


def for_staff(request: HttpRequest) -> None:
    """Nobody else has any use for the pages here, so for them there are none."""
    if not request.user.is_authenticated or not request.user.is_staff:
        raise Http404


@require_safe
@cache_control(private=True)
def guide(request: HttpRequest) -> HttpResponse:
    for_staff(request)
    static = settings.ROOT / "static"
    sheets = sorted((static / "css" / "components").glob("*.css"))
    always = {"button", "signs"}
    return render(
        request,
        "style/guide.html",
        {
            "pieces": style_guide.pieces(),
            "pages": style_guide.PAGES_BY_THEMSELVES,
            "colours": tokens.colours(),
            "sheets": [str(path.relative_to(static)) for path in sheets if path.stem not in always],
        },
    )


@require_safe
@cache_control(private=True)
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page that only a mishap shows, as it looks then."""
    for_staff(request)
    template = style_guide.PAGES_BY_THEMSELVES.get(name)
    if template is None:
        raise Http404
    return HttpResponse(render_to_string(template, request=request))
