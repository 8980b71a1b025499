"""Telling people things, by rows: a notice is written once and sent once."""

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from accounts import preferring
from accounts.models import Notice, User
from accounts.notice_kinds import ACCOUNT, Frequency, NoticeKind

logger = logging.getLogger(__name__)


def write_notice(
    *,
    key: str,
    recipient: User | None,
    template: str,
    context: dict[str, object],
    email: str = "",
    is_secret: bool = False,
    kind: NoticeKind = ACCOUNT,
    url: str = "",
) -> Notice:
    """The notice for the cause `key`, written now unless it exists.

    The recipient finds it under their notices at once, where it leads to the path `url`. By
    e-mail it goes out after commit, in a summary, or not at all, as they chose for its `kind`.

    `template` names `<template>_subject.txt`, `<template>.txt` and `<template>.html`. It goes
    to `email`, or else to the recipient's address; somebody without an account has only an
    `email` (ValueError without one). The words of a secret notice, such as a link that opens
    something, are deleted once it is sent, and it is not listed.
    """
    address = email or (recipient.email if recipient is not None else "")
    if not address:
        raise ValueError("A notice needs somebody to go to: a recipient or an address.")
    existing = Notice.objects.filter(key=key).first()
    if existing is not None:
        return existing
    frequency = preferring.frequency_for(recipient, kind)
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "email": address,
            **_words(template, {**frame(recipient, kind), **context}),
            "is_secret": is_secret,
            "is_listed": recipient is not None and kind.is_listed and not is_secret,
            "kind": kind.name,
            "frequency": frequency,
            "url": url,
        },
    )
    if created and frequency == Frequency.AT_ONCE:
        from accounts.tasks import send_notice

        transaction.on_commit(lambda: send_notice.delay(notice.pk))
    return notice


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to somebody with an account that is still to be written; see `write_notice`."""

    key: str
    recipient: User
    context: dict[str, object]
    url: str = ""


def write_notices(drafts: Iterable[Draft], *, kind: NoticeKind, template: str) -> int:
    """As `write_notice` for many people, in three queries; returns how many were not there.

    Of two runs at once the key's constraint lets one write each notice. One whose words can't
    be made is logged, and holds up no other.
    """
    from accounts.tasks import send_waiting_notices

    by_key = {draft.key: draft for draft in drafts}
    for key in Notice.objects.filter(key__in=list(by_key)).values_list("key", flat=True):
        del by_key[key]
    wanted = preferring.frequencies_for((one.recipient.pk for one in by_key.values()), kind)
    written = []
    for draft in by_key.values():
        try:
            words = _words(template, {**frame(draft.recipient, kind), **draft.context})
        except Exception:
            logger.exception("notice %s could not be written and waits", draft.key)
            continue
        written.append(
            Notice(
                key=draft.key,
                recipient=draft.recipient,
                email=draft.recipient.email,
                **words,
                is_listed=kind.is_listed,
                kind=kind.name,
                frequency=wanted[draft.recipient.pk],
                url=draft.url,
            )
        )
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    if any(notice.frequency == Frequency.AT_ONCE for notice in written):
        transaction.on_commit(lambda: send_waiting_notices.delay())
    return len(written)


def _words(template: str, context: dict[str, object]) -> dict[str, str]:
    with override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        return {
            "subject": subject[:250],
            "text": spaced(render_to_string(f"{template}.txt", context)),
            "html": render_to_string(f"{template}.html", context),
        }


def spaced(text: str) -> str:
    """The text of a mail, with one empty line where its templates have left more."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def frame(recipient: User | None, kind: NoticeKind) -> dict[str, object]:
    """What every mail says around its own words: to whom, from where, why, and how to stop it."""
    framed: dict[str, object] = {
        "recipient": recipient,
        "site_url": settings.BASE_URL.rstrip("/"),
    }
    if recipient is not None:
        framed |= {
            "preferences_url": preferring.preferences_url(),
            "unsubscribe_url": preferring.unsubscribe_url(recipient.pk, kind),
        }
    return framed


def send(notice_id: int) -> bool:
    """Send one notice unless it is sent or being sent; says whether this call sent it.

    The claim is a conditional update, so of two workers one sends. A worker that is
    killed leaves a claim that lapses; the mail then goes out with the same
    Message-ID, so that even one which was killed between the mail server's yes and
    our note of it shows as one message to the reader.
    """
    now = timezone.now()
    if not Notice.objects.waiting(now).filter(pk=notice_id).update(claimed_at=now):
        return False
    notice = Notice.objects.get(pk=notice_id)
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.text,
        to=[notice.email],
        headers=_headers(notice),
    )
    if notice.html:
        mail.attach_alternative(notice.html, "text/html")
    try:
        mail.send()
    except Exception:
        Notice.objects.filter(pk=notice_id, sent_at=None).update(claimed_at=None)
        raise
    forgotten = {"text": "", "html": ""} if notice.is_secret else {}
    Notice.objects.filter(pk=notice_id).update(sent_at=timezone.now(), **forgotten)
    return True


def _headers(notice: Notice) -> dict[str, str]:
    """With a button to unsubscribe in the mail program (RFC 8058), if the kind can be stopped."""
    headers = {"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"}
    if notice.recipient_id is not None:
        stop = preferring.unsubscribe_url(notice.recipient_id, notice.about)
        if stop:
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def message_id(notice: Notice) -> str:
    """The same for each try at the same notice."""
    digest = hashlib.sha256(f"{notice.pk}:{notice.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.BASE_URL).hostname}>"


def send_waiting(limit: int = 500) -> int:
    """Send what is still waiting, oldest first; one that fails does not hold up the rest."""
    waiting = Notice.objects.waiting(timezone.now()).order_by("created_at")
    sent = 0
    for notice_id in list(waiting.values_list("pk", flat=True)[:limit]):
        try:
            sent += send(notice_id)
        except Exception:
            logger.exception("notice %s could not be sent and waits", notice_id)
    return sent
