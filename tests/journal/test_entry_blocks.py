"""An entry of the journal, whole: the plan as it was, and rows that are paired by their keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from console.guard.events import Entry, Mark
from console.guard.journal import FileJournal
from console.guard.journal_list import note_title
from console.journal.entry_blocks import entry_blocks
from console.journal.entry_text import entry_text
from console.journal.screen import _why_no_undo
from tests.guard.journals import DONE, MARK, intent

PLAN = {
    "consequence": "every visitor sees the maintenance page",
    "cascades": [
        {"relation": "public.children", "effect": "deleted", "rows": 1000, "more": True},
        {"relation": "public.toys", "effect": "set to NULL", "rows": {"unknown": "no privilege"}, "more": False},
    ],
    "triggers": [f"trigger_{number}" for number in range(45)],
    "locks": ["ROW EXCLUSIVE on public.site_settings"],
    "requirements": [{"sentence": "The row is there.", "holds": True}],
    "undo": {"possible": True, "how": "the rows are put back as they were"},
    "hooks": ["notify-send settings.changed"],
    "audit": "public.audit_log",
}


def image(key: str, value: str) -> dict[str, Any]:
    return {"schema": "public", "relation": "site_settings", "key": {"key": key}, "values": {"value": value}}


def painted(entry: Entry, width: int = 100) -> str:
    return "\n".join(line.plain for block in entry_blocks(entry) for line in block.render(width))


async def kept(folder: Path, mark: Mark, **changed: Any) -> Entry:
    journal = FileJournal(folder)
    try:
        entry = await journal.intent(intent(**changed))
        await journal.mark(entry, mark)
        await journal.end(entry, DONE)
        shown = await journal.shown(entry)
    finally:
        journal.close()
    assert isinstance(shown, Entry)
    return shown


async def test_the_plan_is_shown_as_it_was(tmp_path: Path) -> None:
    text = painted(await kept(tmp_path, MARK, plan=PLAN))
    for words in (
        "every visitor sees the maintenance page",
        "more than 1000 rows of public.children deleted",
        "no privilege",
        "trigger_39",
        "and 5 more",
        "ROW EXCLUSIVE on public.site_settings",
        "The row is there.",
        "the rows are put back as they were",
        "notify-send settings.changed",
        "public.audit_log",
    ):
        assert words in text
    assert "trigger_40" not in text


async def test_a_plan_that_lacks_its_parts_is_shown(tmp_path: Path) -> None:
    shown = await kept(tmp_path, MARK, plan={"cascades": 7, "undo": None, "locks": "no list"})
    assert "planned" not in painted(shown).splitlines()


async def test_rows_are_paired_by_key(tmp_path: Path) -> None:
    mark = replace(MARK, after=(image("c", "new"), image("b", "2x"), image("a", "1")))
    shown = await kept(tmp_path, mark, before=(image("a", "1"), image("b", "2")))
    whole, printed = painted(shown), entry_text(shown, None)
    assert "2  →  2x" in whole
    assert "value: 2 → 2x" in printed
    assert "1  →" not in whole
    assert "new" in whole
    assert "site_settings c" in whole
    assert "site_settings c" in printed


async def test_undo_is_greyed_with_the_reason(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path)
    reverses: list[dict[str, Any]] = [
        {"kind": "rows", "possible": True, "why": "the rows are put back", "rows": []},
        {"kind": "none", "possible": False, "why": "none: what is dropped is gone", "rows": []},
        {},
    ]
    try:
        for reverse in reverses:
            await journal.end(await journal.intent(intent(reverse=reverse)), DONE)
        said = [_why_no_undo(line) for line in reversed(await journal.entries())]
    finally:
        journal.close()
    assert said == ["", "none: what is dropped is gone", "it cannot be taken back"]


async def test_a_masked_column_that_was_set_is_shown_as_dots(tmp_path: Path) -> None:
    hidden = {**image("a", "••••"), "masked": ["value", "token"]}
    hidden["values"] = {"value": "••••", "token": "••••"}
    rows = [{"schema": "public", "relation": "site_settings", "columns": ["value"], "masked": ["value"]}]
    reverse = {"kind": "rows", "possible": True, "why": "the rows are put back", "rows": rows}
    shown = await kept(tmp_path, replace(MARK, after=(hidden,)), before=(hidden,), reverse=reverse)
    assert "value: •••• → ••••" in entry_text(shown, None)
    assert "token" not in entry_text(shown, None)
    assert "••••  →  ••••" in painted(shown)


async def test_times_are_for_people_and_no_undo_is_said_once(tmp_path: Path) -> None:
    reverse = {"kind": "none", "possible": False, "why": "none: what is dropped is gone", "rows": []}
    shown = await kept(tmp_path, MARK, reverse=reverse)
    day = f"{shown.at[:10]} {shown.at[11:19]} UTC"
    assert day in painted(shown)
    assert day in entry_text(shown, None)
    assert "undo        none: what is dropped is gone" in entry_text(shown, None)
    opened = {"kind": "opened", "document": {"until": "2026-03-01T18:07:00+02:00"}}
    assert note_title(opened) == "Opened for writing until 16:07 UTC"
    assert note_title({"kind": "opened", "document": {"until": "soon"}}) == "Opened for writing until soon"
