"""Links within the site that stand in the content folder: each must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from django.urls import Resolver404, resolve

from badges.content_files import Folder

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)")
_ELSEWHERE = ("https://", "http://", "mailto:", "#")
# Below these everything comes from content, so what is not in the files leads nowhere.
_CONTENT = ("/courses/", "/badges/", "/pathways/", "/assessment/tasks/")


def check_links(folder: Folder, known: Collection[str]) -> None:
    """Note every link that leads nowhere. `known`: the addresses of what the folder holds."""
    for path in sorted([*folder.root.rglob("*.md"), *folder.root.rglob("*.yaml")]):
        if path == folder.root / "README.md":
            continue
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except UnicodeDecodeError:
            continue  # said already where the file was read
        for number, line in enumerate(lines, start=1):
            for target in _LINK.findall(line):
                if not target.startswith(_ELSEWHERE) and not _leads_somewhere(target, known):
                    folder.problems.add(folder.name(path), number, _advice(target, known))


def _leads_somewhere(target: str, known: Collection[str]) -> bool:
    address = re.split(r"[?#]", target, maxsplit=1)[0]
    if address in known or address == "/":
        return True
    if not address.startswith("/"):
        return False
    if address.startswith(_CONTENT) and address not in _CONTENT:
        return False
    try:
        return resolve(address).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _advice(target: str, known: Collection[str]) -> str:
    if not target.startswith("/"):
        return f"The link “{target}” must be an address: https://… or, on this site, /…/."
    likely = get_close_matches(target, known, n=1)
    remedy = f"Did you mean “{likely[0]}”?" if likely else "Correct it or take it out."
    return f"The link “{target}” leads nowhere. {remedy}"
