"""Handing a piece of evidence to somebody who may read it."""

from django.http import FileResponse, Http404

from assessments.models import EvidenceItem


def file_response(item: EvidenceItem) -> FileResponse:
    """The file to be saved, never to be shown in the page's place. Raises Http404 if it is
    gone."""
    try:
        content = item.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=item.title, content_type=item.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
