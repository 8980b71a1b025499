"""Writing YAML and front matter as people write them in the content folder. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, lists set in under their key: as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dumped(value: Any) -> str:
    written: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000
    )
    return written


def said(entries: Mapping[str, Any], **usual: Any) -> dict[str, Any]:
    """The entries that say something: not None, not empty, and not what is usual anyway."""
    return {
        name: value
        for name, value in entries.items()
        if value not in (None, "", [], {}) and (name not in usual or value != usual[name])
    }


def document(front: Mapping[str, Any], body: str) -> str:
    """A Markdown file: its front matter, an empty line, and the text."""
    return f"---\n{dumped(dict(front))}---\n\n{body.strip()}\n"
