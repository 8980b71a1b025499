"""An uploaded file between its preview and the editor's decision.

It is kept where sign-ins are kept, in a session of its own: every process of the site sees it
there (the default cache is each process's own), no browser can change it, and it goes with the
expired sessions.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

from accounts.models import User

KEPT_FOR_SECONDS = 60 * 60
_NAME = "kept_upload"


@dataclass(frozen=True, slots=True)
class KeptUpload:
    filename: str
    data: bytes


def keep(upload: KeptUpload, *, user: User, purpose: str) -> str:
    """Keeps the file for an hour; returns the key under which `user` gets it back."""
    store = _store()
    store[_NAME] = {
        "user": str(user.pk),
        "purpose": purpose,
        "filename": upload.filename,
        "data": base64.b64encode(upload.data).decode("ascii"),
    }
    store.set_expiry(KEPT_FOR_SECONDS)
    store.save()
    return str(store.session_key)


def kept(key: str, *, user: User, purpose: str) -> KeptUpload | None:
    """The file kept under the key; None if it is gone, another's or for another purpose."""
    found = _store(key).get(_NAME)
    if not found or (found["user"], found["purpose"]) != (str(user.pk), purpose):
        return None
    return KeptUpload(found["filename"], base64.b64decode(found["data"]))


def forget(key: str, *, user: User, purpose: str) -> None:
    if kept(key, user=user, purpose=purpose) is not None:
        _store().delete(key)


def _store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
