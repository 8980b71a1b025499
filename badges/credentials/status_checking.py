"""Whether a credential was withdrawn, according to its issuer's signed status list."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .canonical import TooComplex, UnknownContext, UnsafeDocument
from .data_integrity import BrokenProof, UnsupportedProof, verify_proof
from .doors import Doors, Unreachable
from .extracting import first_object, host_of, identifier, instant, items, text, texts
from .issuer_keys import IssuerKey, NoKey
from .report import Findings, Verdict
from .signed_form import differs_from_signed_form
from .status_list import MalformedStatusList, decode, is_set
from .wording import said as _

_INDEX = re.compile(r"\d{1,9}")
_WITHDRAWING = frozenset({"revocation", "suspension"})


class _Undecided(ValueError):
    """Why the status of a credential cannot be told."""


def check_status(
    findings: Findings, document: Mapping[str, Any], *, doors: Doors, now: datetime
) -> None:
    entries = items(document.get("credentialStatus"))
    if not entries:
        findings.add(
            "not_revoked", "not_applicable", _("The issuer keeps no list of withdrawals for it.")
        )
        return
    verdicts = [_entry_verdict(entry, document, doors, now) for entry in entries[:4]]
    order: list[Verdict] = ["failed", "unknown", "passed"]
    findings.add("not_revoked", *min(verdicts, key=lambda found: order.index(found[0])))


def _entry_verdict(
    entry: object, document: Mapping[str, Any], doors: Doors, now: datetime
) -> tuple[Verdict, str]:
    try:
        withdrawn = _is_withdrawn(entry, identifier(document.get("issuer")), doors, now)
    except _Undecided as error:
        return "unknown", _(
            "It cannot be told whether it was withdrawn: %(reason)s.", reason=str(error)
        )
    if withdrawn:
        return "failed", _("The issuer has withdrawn it.")
    return "passed", _("The issuer's signed list of withdrawals does not name it.")


def _is_withdrawn(entry: object, issuer_id: str, doors: Doors, now: datetime) -> bool:
    if not isinstance(entry, Mapping) or "BitstringStatusListEntry" not in texts(entry.get("type")):
        raise _Undecided(_("its kind of status is not understood here"))
    purpose, index = text(entry.get("statusPurpose")), str(entry.get("statusListIndex"))
    address = identifier(entry.get("statusListCredential"))
    one_bit = entry.get("statusSize", 1) == 1
    if purpose not in _WITHDRAWING or not (one_bit and _INDEX.fullmatch(index) and address):
        raise _Undecided(_("its kind of status is not understood here"))
    try:
        status_list = doors.fetch_status_list(address)
    except Unreachable as error:
        where = host_of(address) or _("the issuer")
        raise _Undecided(_("%(who)s could not be asked", who=where)) from error
    encoded = _signed_list(status_list, address, issuer_id, purpose, doors, now)
    try:
        return is_set(decode(encoded), int(index))
    except MalformedStatusList as error:
        raise _Undecided(str(error)) from error


def _signed_list(
    status_list: Mapping[str, Any],
    address: str,
    issuer_id: str,
    purpose: str,
    doors: Doors,
    now: datetime,
) -> str:
    """The encoded list, once it is certain whose it is, what for, and that it is current."""
    subject = first_object(status_list.get("credentialSubject"))
    encoded = subject.get("encodedList")
    if (
        identifier(status_list) != address
        or "BitstringStatusListCredential" not in texts(status_list.get("type"))
        or purpose not in texts(subject.get("statusPurpose"))
        or not isinstance(encoded, str)
    ):
        raise _Undecided(_("what the issuer publishes is no list of withdrawals"))
    if identifier(status_list.get("issuer")) != issuer_id:
        raise _Undecided(_("the list of withdrawals was issued by somebody else"))
    begins, ends = instant(status_list.get("validFrom")), instant(status_list.get("validUntil"))
    if begins is None or begins > now or (ends is not None and ends <= now):
        raise _Undecided(_("the list of withdrawals is not current"))
    issuer = IssuerKey(issuer_id, doors.resolve_did_or_key, now)
    try:
        proof = verify_proof(status_list, issuer.find)
        difference = differs_from_signed_form(status_list, proof.statements)
    except (
        BrokenProof,
        NoKey,
        TooComplex,
        UnknownContext,
        UnsafeDocument,
        UnsupportedProof,
    ) as error:
        raise _Undecided(_("the signature of the list of withdrawals does not hold")) from error
    if difference or not issuer.lists_key:
        raise _Undecided(_("the signature of the list of withdrawals does not hold"))
    return encoded
