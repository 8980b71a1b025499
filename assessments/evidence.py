"""Keeping a learner's evidence. Everything saves itself, and saving twice changes nothing.

What has been handed in never changes: while a submission is with its assessor everything here
is refused, and afterwards an edited item is a new one beside the one that was handed in.
"""

import hashlib
import html as html_entities
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from accounts.text import clean_html, clean_line, clean_text
from assessments import file_types
from assessments.models import EvidenceItem, EvidenceKind, Submission

LONGEST_TEXT: Final = 100_000
LARGEST_FILE: Final = 25 * 1024 * 1024
LARGEST_TOTAL: Final = 100 * 1024 * 1024
MOST_FILES: Final = 10
MOST_ITEMS: Final = 50
COPIES: Final = (EvidenceKind.JOURNAL, EvidenceKind.SCENARIO)

_is_url = URLValidator(schemes=["http", "https"])


class CannotKeep(Exception):
    """Evidence can't be kept; `str()` tells the learner why."""


class EvidenceIsHandedIn(CannotKeep):
    def __init__(self) -> None:
        super().__init__(_("This work has been handed in, so its evidence can't be changed now."))


def save_text(*, submission_id: UUID, html: str) -> EvidenceItem | None:
    """Keep the learner's account in words as clean HTML; None if there are no words in it.

    A submission holds one such account. Raises CannotKeep for more than LONGEST_TEXT
    characters.
    """
    _refuse_long(html)
    cleaned = clean_html(clean_text(html)).strip()
    _refuse_long(cleaned)
    has_words = bool(html_entities.unescape(strip_tags(cleaned)).strip())
    with transaction.atomic():
        submission = _editable(submission_id, EvidenceKind.TEXT)
        kept = submission.evidence.current().filter(kind=EvidenceKind.TEXT).first()
        if kept is not None and has_words and kept.text == cleaned:
            return kept
        if kept is not None and has_words and not kept.hand_ins.exists():
            kept.text, kept.sha256, kept.changed_at = cleaned, _digest(cleaned), timezone.now()
            kept.save(update_fields=["text", "sha256", "changed_at"])
            return kept
        if kept is not None:
            _take_away(kept)
        if not has_words:
            return None
        return EvidenceItem.objects.create(
            submission=submission, kind=EvidenceKind.TEXT, text=cleaned, sha256=_digest(cleaned)
        )


def add_file(*, submission_id: UUID, file: File[bytes], name: str) -> EvidenceItem:
    """Keep a file under a name that is safe; the one that is there, if its content is the same.

    Its type is what is in it (assessments.file_types), whatever `name` says. Raises CannotKeep
    for a type that is not taken, an empty or too large file, and more than MOST_FILES files or
    LARGEST_TOTAL bytes.
    """
    size, digest = _measured(file)
    try:
        file_type = file_types.type_of(file, name)  # type: ignore[arg-type]
    except file_types.FileNotAllowed as error:
        raise CannotKeep(str(error)) from error
    item = EvidenceItem(
        submission_id=submission_id,
        kind=EvidenceKind.FILE,
        title=file_types.safe_name(name, file_type),
        media_type=file_type.media_type,
        size=size,
        sha256=digest,
    )
    with transaction.atomic():
        kept = _room_for_file(submission_id, size, digest)
        if kept is not None:
            return kept
    # Written before the transaction that records it, so the database is not held meanwhile.
    item.file.save(f"evidence.{file_type.extension}", file, save=False)
    try:
        with transaction.atomic():
            kept = _room_for_file(submission_id, size, digest)
            if kept is None:
                item.save(force_insert=True)
    except BaseException:
        item.file.delete(save=False)
        raise
    if kept is not None:
        item.file.delete(save=False)
        return kept
    return item


def add_link(*, submission_id: UUID, url: str) -> EvidenceItem:
    """Keep an http(s) address. It is never fetched. Raises CannotKeep if it is none."""
    url = clean_line(url)
    try:
        _is_url(url)
    except ValidationError as error:
        raise CannotKeep(_("Give a whole web address that starts with https:// .")) from error
    if len(url) > 2000 or urlsplit(url).username is not None:
        raise CannotKeep(_("Give a web address of at most 2000 characters, without a password."))
    return _add(submission_id, EvidenceKind.LINK, digest=_digest(url), url=url)


def add_copy(*, submission_id: UUID, kind: EvidenceKind, title: str, text: str) -> EvidenceItem:
    """Keep a copy of a journal entry or of a way through a scenario, as plain text.

    What it was copied from may change or go; the copy stays. Raises CannotKeep for a copy of
    nothing or of more than LONGEST_TEXT characters, ValueError for any other kind.
    """
    if kind not in COPIES:
        raise ValueError(f"Evidence of the kind {kind} is no copy.")
    _refuse_long(text)
    text, title = clean_text(text).strip(), clean_line(title)[:200]
    if not text or not title:
        raise CannotKeep(_("There is nothing in it yet that could be evidence."))
    digest = _digest(f"{title}\n{text}")
    return _add(submission_id, kind, digest=digest, title=title, text=text)


def remove(item_id: UUID) -> None:
    """Take a piece of evidence out; one that is out already stays out.

    It stays part of earlier hand-ins. Raises EvidenceIsHandedIn while it is being judged.
    """
    with transaction.atomic():
        submission_id = (
            EvidenceItem.objects.filter(pk=item_id).values_list("submission_id", flat=True).first()
        )
        if submission_id is None:
            return
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        item = submission.evidence.current().filter(pk=item_id).first()
        if item is None:
            return
        if not submission.is_editable:
            raise EvidenceIsHandedIn
        _take_away(item)


def _editable(submission_id: UUID, kind: EvidenceKind) -> Submission:
    """The submission with its row locked, if evidence of `kind` may be added to it now."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("task__rubric", "task__competency")
        .get(pk=submission_id)
    )
    if not submission.is_editable:
        raise EvidenceIsHandedIn
    if kind not in submission.terms["kinds"]:
        raise CannotKeep(_("This task does not ask for evidence of this kind."))
    return submission


def _add(submission_id: UUID, kind: EvidenceKind, *, digest: str, **fields: Any) -> EvidenceItem:
    with transaction.atomic():
        submission = _editable(submission_id, kind)
        current = submission.evidence.current()
        kept = current.filter(kind=kind, sha256=digest).first()
        if kept is not None:
            return kept
        if current.count() >= MOST_ITEMS:
            raise CannotKeep(
                _("That is more than %(most)d pieces of evidence. Remove one first.")
                % {"most": MOST_ITEMS}
            )
        return EvidenceItem.objects.create(
            submission=submission, kind=kind, sha256=digest, **fields
        )


def _room_for_file(submission_id: UUID, size: int, digest: str) -> EvidenceItem | None:
    """The file with this content, if there is one. Raises CannotKeep if there is no room."""
    submission = _editable(submission_id, EvidenceKind.FILE)
    files = submission.evidence.current().filter(kind=EvidenceKind.FILE)
    kept = files.filter(sha256=digest).first()
    if kept is not None:
        return kept
    if files.count() >= MOST_FILES:
        raise CannotKeep(_("You can add %(most)d files. Remove one first.") % {"most": MOST_FILES})
    if (files.aggregate(total=Sum("size"))["total"] or 0) + size > LARGEST_TOTAL:
        raise CannotKeep(
            _("All files together may be %(size)s. Remove one first, or give a link.")
            % {"size": filesizeformat(LARGEST_TOTAL)}
        )
    return None


def _take_away(item: EvidenceItem) -> None:
    if item.hand_ins.exists():
        item.removed_at = timezone.now()
        item.save(update_fields=["removed_at"])
        return
    file = item.file
    storage, kept_as = (file.storage, file.name) if file else (None, None)
    item.delete()
    if storage is not None and kept_as:
        transaction.on_commit(lambda: storage.delete(kept_as))


def _measured(file: File[bytes]) -> tuple[int, str]:
    """The size and the SHA-256 of a file, read to its end."""
    size, digest = 0, hashlib.sha256()
    for chunk in file.chunks():
        size += len(chunk)
        if size > LARGEST_FILE:
            raise CannotKeep(
                _("A file may be %(size)s. Make it smaller, or give a link to it.")
                % {"size": filesizeformat(LARGEST_FILE)}
            )
        digest.update(chunk)
    if not size:
        raise CannotKeep(_("This file is empty."))
    return size, digest.hexdigest()


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise CannotKeep(
            _("This text has %(length)d characters; at most %(most)d are kept.")
            % {"length": len(text), "most": LONGEST_TEXT}
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
