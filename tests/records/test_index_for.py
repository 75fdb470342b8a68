"""What a search left out for want of an index: the index is built through the guard, and the search finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.database.session import Database as Opened
from console.records.arms import Skipped
from console.records.index_for import command_of, index_call
from console.records.opened import Records
from console.records.search import search
from tests.records.reading import on
from tests.records.shell import Shell
from tests.servers import Database


def test_an_index_is_made_for_what_was_not_searched(
    system18: Callable[..., Database],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cms = system18("event_cms")
    shell = Shell(cms, tmp_path, monkeypatch, capsys)
    monkeypatch.setattr("console.records.catalogue.SMALL_PAGES", -1)  # every table counts as large
    commands: dict[str, str] = {}

    async def read(opened: Opened, records: Records) -> list[str]:
        skipped: list[Skipped] = []
        for text in ("pi_3NotThere12345678", "saturday", "sa"):
            async for found in search(opened, records, text, ["bookings", "events", "users"]):
                skipped += found.skipped
        for one in skipped:
            call = index_call(records, one)
            commands[f"{one.kind}.{one.column} {one.why}"] = command_of(call) if call else ""
        return [f"{one.kind}.{one.column}" for one in skipped]

    assert on(cms, read)
    assert all(commands.values())
    assert "make one: greenroom do" in shell.run("find", "saturday", "--kind", "events")[2]
    inside = next(each for each in commands.values() if "for=inside" in each)
    assert "records.index" in inside
    status, _, said = shell.run("do", "records.index", "public.events", "--set", "column=title", "--set", "for=inside")
    assert (status, "create extension pg_trgm" in said) == (4, True)  # not in the server of these tests

    shell.done("records.index", "public.events", "--set", "column=title", "--set", "for=beginning", "--confirm", "y")
    assert "text_pattern_ops" in cms.psql("select indexdef from pg_indexes where indexname = 'events_title_beginning'")
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "20250101000000_first.sql").write_text("select 1;\n")
    words = ("--set", "column=title", "--set", "for=words", "--migration", str(folder), "--name", "words")
    status, out, said = shell.run("do", "records.index", "public.events", *words)
    assert status == 0, said
    assert "to_tsvector" in Path(out.strip()).read_text()
