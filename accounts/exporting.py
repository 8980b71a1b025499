"""A copy of everything the site holds about somebody: a zip of JSON and files, for them alone."""

import json
import logging
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import IO, Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.contributions import Attachment, Records, contributions
from accounts.models import DataExport, User
from accounts.notices import write_notice

logger = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(days=7)
AT_MOST_EVERY: Final = timedelta(days=1)


def request_export(user: User) -> DataExport:
    """The copy being made for `user`, the one made within the last day, or a new one.

    It is made after commit; should that message be lost, the sweep makes it.
    """
    from accounts import tasks

    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        existing = _lately_asked_for(user)
        if existing is not None:
            return existing
        export = DataExport.objects.create(user=user)
        export_id = str(export.pk)
        transaction.on_commit(lambda: tasks.make_export.delay(export_id))
    return export


def may_ask(user: User) -> bool:
    """Whether asking now would make a new copy."""
    return _lately_asked_for(user) is None


def _lately_asked_for(user: User) -> DataExport | None:
    """The copy that is being made, or else the newest of the last day."""
    lately = Q(ready_at=None) | Q(requested_at__gt=timezone.now() - AT_MOST_EVERY)
    return user.data_exports.filter(lately).order_by("ready_at", "-requested_at").first()


def make(export_id: UUID | str) -> bool:
    """Make one copy unless it is made or being made; says whether this call made it.

    It is written before the transaction that records it, always under the same name. A copy
    whose owner is deleted meanwhile is thrown away.
    """
    now = timezone.now()
    if not DataExport.objects.waiting(now).filter(pk=export_id).update(claimed_at=now):
        return False
    export = DataExport.objects.select_related("user").get(pk=export_id)
    storage, name = export.file.storage, export.file.field.generate_filename(export, "")
    try:
        with tempfile.TemporaryFile() as archive:
            write_archive(export.user, archive)
            size = archive.tell()
            storage.delete(name)
            storage.save(name, File(archive))
        with transaction.atomic():
            # Whoever deletes accounts locks the same row, so a copy never outlives its owner.
            owner = User.objects.select_for_update().get(pk=export.user_id)
            ready_at = timezone.now()
            recorded = owner.is_active and DataExport.objects.filter(
                pk=export.pk, ready_at=None
            ).update(file=name, size=size, ready_at=ready_at, expires_at=ready_at + KEPT_FOR)
            if recorded:
                _announce(export)
    except Exception:
        DataExport.objects.filter(pk=export_id, ready_at=None).update(claimed_at=None)
        raise
    if not recorded:
        storage.delete(name)
    return bool(recorded)


def make_waiting(limit: int = 20) -> int:
    """Make what is still waiting, oldest first; one that fails does not hold up the rest."""
    waiting = DataExport.objects.waiting(timezone.now()).filter(user__is_active=True)
    made = 0
    for export_id in list(waiting.order_by("requested_at").values_list("pk", flat=True)[:limit]):
        try:
            made += make(export_id)
        except Exception:
            logger.exception("the copy %s could not be made and waits", export_id)
    return made


def drop_expired() -> int:
    """Delete copies whose week is over, the file before the row that knows of it."""
    return drop(DataExport.objects.expired(timezone.now()))


def drop(exports: Iterable[DataExport]) -> int:
    """Delete copies, made or not, with their files; deleting one twice does no harm."""
    dropped = 0
    for export in exports:
        export.file.storage.delete(export.file.field.generate_filename(export, ""))
        dropped += DataExport.objects.filter(pk=export.pk).delete()[0]
    return dropped


def write_archive(user: User, out: IO[bytes]) -> None:
    """Write the zip. Memory does not grow with it: rows and files go through one by one."""
    about: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for contribution in reversed(contributions()):
            for part in contribution.parts(user):
                if isinstance(part, Records):
                    about[part.path] = part.about
                    with archive.open(part.path, "w", force_zip64=True) as member:
                        _write_json(part.rows, member)
                else:
                    _copy(part, archive)
        archive.writestr("README.txt", _readme(user, about))
    out.flush()


def _write_json(rows: Iterable[Mapping[str, Any]], member: IO[bytes]) -> None:
    member.write(b"[")
    for number, row in enumerate(rows):
        text = json.dumps(dict(row), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        member.write((",\n" if number else "\n").encode() + text.encode())
    member.write(b"\n]\n")


def _copy(part: Attachment, archive: zipfile.ZipFile) -> None:
    source = part.open()
    if source is None:
        return
    with source, archive.open(part.path, "w", force_zip64=True) as member:
        while chunk := source.read(1024 * 1024):
            member.write(chunk)


def _readme(user: User, about: Mapping[str, str]) -> str:
    lines = [
        f"Everything this site holds about {user.name} ({user.email})",
        f"Made on {timezone.now():%Y-%m-%d %H:%M} UTC.",
        "",
        "JSON files are plain text: any text editor opens them, and other programs read them.",
        "",
    ]
    for path, sentence in about.items():
        lines += [path, f"    {sentence}", ""]
    return "\n".join(lines)


def _announce(export: DataExport) -> None:
    write_notice(
        key=f"export:{export.pk}",
        recipient=export.user,
        template="accounts/emails/export_ready",
        context={
            "data_url": settings.BASE_URL + reverse("account_data"),
            "days": KEPT_FOR.days,
        },
    )
