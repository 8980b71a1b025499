"""QTI content packages: a ZIP with imsmanifest.xml and the items it lists.

Ours keep the questions, in the form of the content files, in a JSON file beside them. The manifest
lists it as an extension, which other systems pass over; no item refers to it, so it is sent to no
learner. In the manifest itself there is no place for it: the metadata of a resource holds QTI's
own, curriculum standards or LOM, and nothing else (QTI 3.0 profile of CP 1.2, ResourceMetadata).
"""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from .archives import Archive
from .content_format import entry_of
from .decoding import text_from
from .definitions import free_slug, slug_from
from .markup import Node, parsed_xml
from .qti_reading import read_item
from .qti_writing import item_xml
from .readings import Notes, PlacedQuestion, RefusalError

MANIFEST = "imsmanifest.xml"
_KEPT = "cairn-questions.json"
_ITEM_TYPE = "imsqti_item_xmlv3p0"
_KEPT_TYPE = "extension"
_NAMESPACE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
# ZIP knows no time before, and the same questions shall give the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def read_package(data: bytes, notes: Notes) -> None:
    """Adds the questions of a package to `notes`; an item that can't be read is an issue.

    Raises RefusalError if the package as a whole can't be read.
    """
    archive = Archive(data, notes.limits)
    if MANIFEST not in archive:
        raise RefusalError(f"The ZIP has no {MANIFEST}, so it is no QTI package.")
    notes.source = MANIFEST
    manifest = parsed_xml(text_from(archive.read(MANIFEST), notes), notes.limits)
    resources = [node for node in manifest.within("resource") if _is_item(node)]
    if not resources:
        raise RefusalError("The package lists no QTI item.")
    kept = _kept_questions(archive, notes)
    notes.source = MANIFEST
    # Each file once: a manifest may name the same one as often as it likes.
    for path, resource in {_path(resource): resource for resource in resources}.items():
        if not notes.has_room():
            return
        _read_file(path, resource, archive, kept, notes)
        notes.source = MANIFEST


def written_package(questions: Iterable[PlacedQuestion]) -> bytes:
    """A QTI 3.0 package of one item for each question: the same bytes for the same questions."""
    named: dict[str, PlacedQuestion] = {}
    for question in questions:
        named[free_slug(slug_from(question.slug) or "question", named)] = question
    items = {_item_path(name): item_xml(question) for name, question in named.items()}
    kept = {_item_path(name): entry_of(question) for name, question in named.items()}
    files = {MANIFEST: _manifest(named), **items, _KEPT: json.dumps(kept, default=str)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, date_time=_NO_TIME)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            package.writestr(entry, text.encode(), zipfile.ZIP_DEFLATED, compresslevel=6)
    return target.getvalue()


def _is_item(resource: Node) -> bool:
    return resource.get("type").lower().startswith("imsqti_item_")


def _path(resource: Node) -> str:
    file = resource.child("file")
    href = unquote(resource.get("href") or (file.get("href") if file is not None else ""))
    return posixpath.normpath(href) if href else ""


def _kept_questions(archive: Archive, notes: Notes) -> Mapping[str, Any]:
    """What Cairn kept of the questions when it wrote the package, by the paths of their items."""
    if _KEPT not in archive:
        return {}
    notes.source = _KEPT
    try:
        kept = json.loads(text_from(archive.read(_KEPT), notes))
    except (RefusalError, ValueError, RecursionError):
        kept = None
    if isinstance(kept, dict):
        return kept
    notes.warning("The file can't be read, so the items were read as other systems see them.")
    return {}


def _kept_in_manifest(resource: Node) -> Any:
    """What earlier packages of Cairn kept of a question, which was in the manifest."""
    kept = next(resource.within("keptquestion"), None)
    if kept is None:
        return None
    try:
        return json.loads(kept.text)
    except (ValueError, RecursionError):
        return {}


def _read_file(
    path: str, resource: Node, archive: Archive, kept: Mapping[str, Any], notes: Notes
) -> None:
    if path not in archive:
        notes.error(
            f"The manifest lists “{path[:100]}”, which the ZIP does not hold.", resource.line
        )
        return
    notes.source = path
    try:
        item = parsed_xml(text_from(archive.read(path), notes), notes.limits)
        read_item(item, notes, kept[path] if path in kept else _kept_in_manifest(resource))
    except RefusalError as refusal:
        notes.refusal(refusal)


def _item_path(name: str) -> str:
    return f"items/{name}.xml"


def _manifest(named: Iterable[str]) -> str:
    manifest = ET.Element("manifest", {"xmlns": _NAMESPACE, "identifier": "cairn-questions"})
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for name in named:
        _list(resources, f"item-{name}", _ITEM_TYPE, _item_path(name))
    _list(resources, "kept-questions", _KEPT_TYPE, _KEPT)
    ET.indent(manifest)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ET.tostring(manifest, encoding="unicode") + "\n"


def _list(resources: ET.Element, identifier: str, kind: str, path: str) -> None:
    about = {"identifier": identifier, "type": kind, "href": path}
    ET.SubElement(ET.SubElement(resources, "resource", about), "file", {"href": path})
