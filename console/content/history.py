"""What was done to one setting, from the journal: each change with its value before and after, masked as it was kept.

It reads the journal and no server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from console.content.operations import KIND
from console.content.settings import Setting
from console.content.shape import SettingsTable
from console.guard.events import Entry

if TYPE_CHECKING:
    from console.guard.journal import FileJournal
    from console.guard.journal_list import Line

MOST = 60
"""Entries that are looked at, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One change. `before` and `after` are as they may be shown; `there` and `left` say whether there was a row."""

    line: Line
    before: str | None
    after: str | None
    there: bool
    left: bool
    detail: str


async def read_history(journal: FileJournal, target: str, table: SettingsTable, setting: Setting) -> tuple[Past, ...]:
    """The changes of a setting on a target, newest first; those that came with an import too."""
    own = await journal.history(target, KIND, setting.name)
    together = await journal.history(target, KIND, table.name)
    lines = sorted({line.id: line for line in (*own, *together)}.values(), key=lambda line: -int(line.id))
    key = dict(zip(table.key_columns, (*setting.scope, setting.key), strict=True))
    found: list[Past] = []
    for line in lines[:MOST]:
        shown = await journal.shown(line.id)  # not `entry`: nothing is decrypted, so the keyring is not asked
        past = _past(line, shown, table, key) if isinstance(shown, Entry) else None
        if past is not None:
            found.append(past)
    return tuple(found)


def _past(line: Line, entry: Entry, table: SettingsTable, key: Mapping[str, str | None]) -> Past | None:
    before = _image(entry.intent.before, table, key)
    after = _image((image for mark in entry.marks for image in mark.after), table, key)
    if before is None and after is None:
        return None
    there, left = ((image or {}).get("values") for image in (before, after))
    return Past(
        line=line,
        before=(there or {}).get(table.value),
        after=(left or {}).get(table.value),
        there=there is not None,
        left=left is not None,
        detail=entry.end.detail if entry.end else "",
    )


def _image(
    documents: Iterable[Mapping[str, Any]], table: SettingsTable, key: Mapping[str, str | None]
) -> Mapping[str, Any] | None:
    """The last image of the setting's row among some."""
    found = None
    for document in documents:
        same_table = (document.get("schema"), document.get("relation")) == (table.relation.schema, table.relation.name)
        if same_table and document.get("key") == key:
            found = document
    return found
