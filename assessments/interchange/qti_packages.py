"""QTI content packages: a ZIP with imsmanifest.xml and the items it lists.

Ours keep each question, in the form of the content files as JSON, in the metadata of its resource:
no learner is ever sent the manifest, and other systems pass over a namespace they don't know.
"""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
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
_KEPT = "keptquestion"
_KEPT_NAMESPACE = "urn:cairn:interchange"
_ITEM_TYPE = "imsqti_item_xmlv3p0"
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
    # Each file once: a manifest may name the same one as often as it likes.
    for path, resource in {_path(resource): resource for resource in resources}.items():
        if not notes.has_room():
            return
        _read_file(path, resource, archive, notes)
        notes.source = MANIFEST


def written_package(questions: Iterable[PlacedQuestion]) -> bytes:
    """A QTI 3.0 package of one item for each question: the same bytes for the same questions."""
    named: dict[str, PlacedQuestion] = {}
    for question in questions:
        named[free_slug(slug_from(question.slug) or "question", named)] = question
    files = {_item_path(name): item_xml(question) for name, question in named.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for path, text in {MANIFEST: _manifest(named), **files}.items():
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


def _read_file(path: str, resource: Node, archive: Archive, notes: Notes) -> None:
    if path not in archive:
        notes.error(
            f"The manifest lists “{path[:100]}”, which the ZIP does not hold.", resource.line
        )
        return
    notes.source = path
    try:
        item = parsed_xml(text_from(archive.read(path), notes), notes.limits)
        kept = next(resource.within(_KEPT), None)
        read_item(item, notes, kept.text if kept is not None else "")
    except RefusalError as refusal:
        notes.refusal(refusal)


def _item_path(name: str) -> str:
    return f"items/{name}.xml"


def _manifest(named: Mapping[str, PlacedQuestion]) -> str:
    manifest = ET.Element("manifest", {"xmlns": _NAMESPACE, "identifier": "cairn-questions"})
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for name, question in named.items():
        path = _item_path(name)
        resource = ET.SubElement(
            resources,
            "resource",
            {"identifier": f"item-{name}", "type": _ITEM_TYPE, "href": path},
        )
        kept = ET.SubElement(
            ET.SubElement(resource, "metadata"), "kept-question", {"xmlns": _KEPT_NAMESPACE}
        )
        kept.text = json.dumps(entry_of(question), default=str)
        ET.SubElement(resource, "file", {"href": path})
    ET.indent(manifest)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ET.tostring(manifest, encoding="unicode") + "\n"
