"""Verifying whatever somebody presents as a badge, in the order of Open Badges 3.0.

Nothing that is presented raises: every outcome is a named verdict.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from . import verification_ob2, verification_ob3
from .doors import Doors, Fetched
from .presented import TokenPresented, Unreadable, read
from .report import Findings, Report
from .wording import said as _

__all__ = ["verify"]


def verify(
    presented: bytes | str | Mapping[str, Any],
    *,
    resolve_did_or_key: Callable[[str], Mapping[str, Any]],
    fetch_status_list: Callable[[str], Mapping[str, Any]],
    fetch_hosted: Callable[[str], Fetched],
    now: datetime,
    recipient_email: str | None = None,
) -> Report:
    """Verify JSON (Open Badges 3.0 or 2.0), a baked PNG or SVG, or a hosted assertion's address.

    The doors are described in ``doors.Doors``; each may raise ``doors.Unreachable``. With
    ``recipient_email`` the report also says whether the credential belongs to that person.
    """
    try:
        found = read(presented)
    except TokenPresented:
        findings = Findings("")
        findings.add(
            "credential",
            "unknown",
            _(
                "This is a credential in the compact token form (JWS), which is not verified "
                "here. Ask for it as a JSON file or as a badge image."
            ),
        )
        return findings.report(_("Not looked at, because this form is not verified here."))
    except Unreadable as error:
        findings = Findings("")
        findings.add("credential", "failed", str(error))
        return findings.report(_("Not looked at, because there is no credential to look at."))
    doors = Doors(resolve_did_or_key, fetch_status_list, fetch_hosted)
    if found.standard == "ob2":
        return verification_ob2.verify(
            found.document, found.address, doors=doors, now=now, recipient_email=recipient_email
        )
    return verification_ob3.verify(
        found.document or {}, doors=doors, now=now, recipient_email=recipient_email
    )
