"""How the content folder and the database are brought together, one item at a time.

An item is written when the files have changed and the record has not been changed here since
the last load. What an editor has changed is kept and reported. Nothing is deleted that
anybody refers to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from badges.models import LoadedItem

# A record as plain JSON values: what the files want it to be, or what it is.
State = Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item. `name` begins the keys of its items, `label` names many of them.

    `state` says what a record is. `withdraw` is what `prune` does to one that is gone from
    the files; it returns whether it could. `stays_deleted`: one that was deleted here is not
    made again. `forgotten`: nobody is told when one is gone from the files. `compared` is what
    of a state counts when two of them are held against each other.
    """

    name: str
    label: str
    model: type[models.Model]
    state: Callable[[Any], State]
    withdraw: Callable[[Any], bool] | None = None
    stays_deleted: bool = False
    forgotten: bool = False
    compared: Callable[[State], State] = lambda state: state

    def key(self, *parts: str) -> str:
        return f"{self.name}:{'/'.join(parts)}"

    def digest(self, state: State) -> str:
        return digest(self.compared(state))


@dataclass(frozen=True, slots=True)
class Item:
    """One record that the files ask for.

    `found` is the record, if there is one; `write` brings it to the `wanted` state and
    returns it. `current` is the state of `found`, if its kind can't tell.
    """

    key: str
    wanted: State
    found: Any
    write: Callable[[], Any]
    current: State = None


@dataclass(slots=True)
class Tally:
    """What became of the items of one kind."""

    label: str
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0

    def __str__(self) -> str:
        parts = [
            f"{count} {word}"
            for count, word in (
                (self.new, "new"),
                (self.changed, "changed"),
                (self.same, "unchanged"),
                (self.kept, "kept as changed here"),
            )
            if count
        ]
        return f"{self.label}: {', '.join(parts) or 'none'}"


@dataclass(slots=True)
class Loading:
    """One run of the loader.

    `progress` is told the label of a kind, how many of its items are done, and how many
    there are. `conflicts` and `gone` hold sentences for whoever runs it.
    """

    overwrite: bool = False
    progress: Callable[[str, int, int], None] = lambda label, done, total: None
    tallies: list[Tally] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    _rows: dict[str, LoadedItem] = field(default_factory=dict)
    _kinds: dict[str, Kind] = field(default_factory=dict)
    _records: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = {row.key: row for row in LoadedItem.objects.all()}

    def find(self, key: str, by_id: Mapping[int, Any], same_name: Any = None) -> Any:
        """The record of an item: the one that was loaded, else the one of the same name."""
        row = self._rows.get(key)
        loaded = by_id.get(row.object_id) if row is not None else None
        return loaded if loaded is not None else same_name

    def record(self, key: str) -> Any:
        """The record of an item that was settled in this run; None if it stays deleted."""
        return self._records.get(key)

    def settle(self, kind: Kind, items: Iterable[Item], total: int) -> None:
        """Bring the items of one kind to what the files want, in one transaction."""
        self._kinds[kind.name] = kind
        tally = Tally(kind.label)
        self.progress(kind.label, 0, total)
        with transaction.atomic():
            rows = []
            for done, item in enumerate(items, start=1):
                row = self._settle(kind, item, tally)
                if row is not None:
                    rows.append(row)
                self.progress(kind.label, done, total)
            LoadedItem.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["key"],
                update_fields=["object_id", "source_digest", "stored_digest", "loaded_at"],
            )
        self._rows.update((row.key, row) for row in rows)
        self.tallies.append(tally)

    def _settle(self, kind: Kind, item: Item, tally: Tally) -> LoadedItem | None:
        """Settle one item; what to note down about it, if that is news."""
        self._records[item.key] = item.found
        row = self._rows.get(item.key)
        source_digest = kind.digest(item.wanted)
        if item.found is None:
            if row is not None and kind.stays_deleted and not self.overwrite:
                tally.kept += 1
                self.conflicts.append(f"{item.key} was deleted here and is not made again.")
                return None
            tally.new += 1
            return self._write(kind, item, source_digest)
        current = kind.state(item.found) if item.current is None else item.current
        stored_digest = kind.digest(current)
        if stored_digest == source_digest:
            tally.same += 1
            note = (item.found.pk, source_digest, stored_digest)
            if row is not None and note == (row.object_id, row.source_digest, row.stored_digest):
                return None
            return _row(item.key, *note)
        touched = row is None or row.stored_digest != stored_digest
        if touched and not self.overwrite:
            tally.kept += 1
            self.conflicts.append(
                f"{item.key} was changed here since it was loaded, and is kept as it is."
                if row is not None
                else f"{item.key} was made here and not by a load, and is kept as it is."
            )
            return None
        if not touched and row is not None and row.source_digest == source_digest:
            tally.same += 1
            return None
        tally.changed += 1
        return self._write(kind, item, source_digest)

    def _write(self, kind: Kind, item: Item, source_digest: str) -> LoadedItem:
        written = item.write()
        self._records[item.key] = written
        return _row(item.key, written.pk, source_digest, kind.digest(kind.state(written)))

    def settle_gone(self, *, prune: bool) -> None:
        """Note what was loaded once and is gone from the files; with `prune`, withdraw it.

        The kind that is loaded last goes first, since it may hold on to the others: the task of
        a step to the step.
        """
        order = {name: -place for place, name in enumerate(self._kinds)}
        gone = [
            (self._kinds[name], key, row)
            for key, row in self._rows.items()
            if (name := key.partition(":")[0]) in self._kinds and key not in self._records
        ]
        for kind, key, row in sorted(gone, key=lambda one: (order[one[0].name], one[1])):
            record = kind.model._default_manager.filter(pk=row.object_id).first()
            if record is None or kind.forgotten:
                row.delete()
            elif kind.withdraw is None:
                self.gone.append(f"{key} is gone from the files. It stays: delete it by hand.")
            elif not getattr(record, "live", True):
                continue
            elif not prune:
                self.gone.append(f"{key} is gone from the files. It stays: --prune withdraws it.")
            else:
                self._withdraw(kind, row, record)

    def _withdraw(self, kind: Kind, row: LoadedItem, record: Any) -> None:
        assert kind.withdraw is not None
        with transaction.atomic():
            if not kind.withdraw(record):
                self.gone.append(f"{row.key} is gone from the files, but people rely on it.")
                return
            if record.pk is None:
                row.delete()
            else:
                # Should it come back in the files, it is written again.
                row.source_digest = ""
                row.stored_digest = kind.digest(kind.state(record))
                row.save()
        self.gone.append(f"{row.key} is gone from the files and was withdrawn.")


def digest(state: State) -> str:
    written = json.dumps(state, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(written.encode()).hexdigest()


def longest(model: type[models.Model], name: str) -> int | None:
    """How many characters that field holds, so that the files are checked by what is stored."""
    return model._meta.get_field(name).max_length  # type: ignore[union-attr]


def _row(key: str, object_id: int, source_digest: str, stored_digest: str) -> LoadedItem:
    return LoadedItem(
        key=key,
        object_id=object_id,
        source_digest=source_digest,
        stored_digest=stored_digest,
    )
