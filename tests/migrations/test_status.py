"""Files against a history: every state, drift by content and by checksum, and what a folder of 10,000 costs."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from console.changesets.migration import Folder, MigrationFile, Tool
from console.core.unknown import Unknown
from console.migrations.contents import Drift, compare, compared, flyway_checksum, prisma_checksum
from console.migrations.history import Applied, History, absent
from console.migrations.matrix import Way, read_matrix
from console.migrations.status import Ours, State, Status, Version, counts, history_of, merge, read_status
from tests.database.reading import reading, superuser
from tests.migrations.histories import ALL_BUT_SUPABASE, SUPABASE, folder, row
from tests.migrations.test_history import ask
from tests.servers import Database as Base


def supabase(*rows: Applied) -> History:
    return History(Tool.SUPABASE, "Supabase", "s", "t", frozenset({"version", "name", "statements"}), rows)


def states(versions: tuple[Version, ...]) -> list[tuple[str, str]]:
    return [(each.version, each.state.value) for each in versions]


def status(base: Base, files: Folder, ours: dict[str, Ours] | None = None) -> Status:
    return ask(base, lambda database: read_status(database, files, ours))


@pytest.mark.parametrize(
    ("text", "statements", "drift"),
    [
        ("select 1;\nselect 2;\n", ("select 1", "select 2"), Drift.EXACT),
        ("select 1;\nselect 2;\n", ("select 1;\nselect 2;\n",), Drift.EXACT),
        ("select 1;\nselect 2;\n-- end", ("select 1", "select 2", "-- end"), Drift.EXACT),
        ("select 1;\r\nselect\r\n2;\r\n", ("select 1", "select\n2"), Drift.COSMETIC),
        ("select 1;\nselect\n2;", ("select 1;\r\nselect\r\n2",), Drift.COSMETIC),
        ("\ufeffselect 1;", ("\ufeffselect 1",), Drift.COSMETIC),
        ("select 1;\nselect 2", ("select 1",), Drift.CHANGED),
        ("select 12", ("select 1", "2"), Drift.CHANGED),
        ("select 'a; b'", ("select 'a", "b'"), Drift.EXACT),  # cut wrongly by a tool, and all of it was sent
        ("select 'a b'", ("select 'ab'",), Drift.CHANGED),
        ("select 1", (), Drift.CHANGED),
        ("select 1", None, Drift.UNKNOWN),
        ("", (), Drift.EXACT),
    ],
)
def test_drift(text: str, statements: tuple[str, ...] | None, drift: Drift) -> None:
    found = compare(text.encode(), statements, Tool.SUPABASE)
    if text.startswith("\ufeff"):
        assert found in (Drift.EXACT, Drift.COSMETIC)
    else:
        assert found is drift


def test_what_is_no_text_cannot_be_compared() -> None:
    assert compare(b"select '\xff'", ("select 'x'",), Tool.SUPABASE) is Drift.UNKNOWN


def test_every_state_of_a_supabase_folder(tmp_path: Path) -> None:
    files = folder(
        tmp_path,
        {
            "1_same": "create table a ();",
            "2_late": "create table late ();",
            "3_changed": "create table c (id int);",
            "4_renamed": "create table d ();",
            "5_nothing": "select 5;",
            "6_moved": "create table m (id int);\ncreate index on m (id);\n",
            "7_next": "create table n ();",
            "8_half": "create table h ();",
        },
    )
    history = supabase(
        Applied("1", "same", ("create table a ()",)),
        Applied("3", "changed", ("create table c ()",)),
        Applied("4", "before", ("create table d ()",)),
        Applied("5", "nothing"),
        Applied("20240101", "by_api", ("create table m (id int);\ncreate index on m (id);",)),
        Applied("55", "gone", ("select 55",)),
    )
    when = datetime(2024, 1, 2, tzinfo=UTC)
    ours = {"1": Ours(when, "ann"), "8": Ours(when, "bob", "segment 2 of 3 failed")}
    found = merge(files, history, compared(files, history), ours)
    assert states(found) == [
        ("1", "applied"),
        ("2", "out of order"),
        ("3", "applied"),
        ("4", "applied"),
        ("5", "applied"),
        ("55", "missing locally"),
        ("6", "renumbered"),
        ("7", "pending"),
        ("8", "failed"),
    ]
    by = {each.version: each for each in found}
    assert (by["1"].drift, by["1"].applied_at, by["1"].by) == (Drift.EXACT, when, "ann")
    assert by["3"].drift is Drift.CHANGED
    assert (by["4"].drift, by["4"].note) == (Drift.COSMETIC, "applied as before")
    assert by["5"].drift is Drift.UNKNOWN
    assert by["6"].other == "20240101"
    assert by["6"].row is not None
    assert by["8"].note == "segment 2 of 3 failed"
    assert counts(found)[State.APPLIED] == 4
    assert all(each.state is State.PENDING for each in merge(files, absent(Tool.SUPABASE)))


def test_two_files_of_one_version_are_told_apart(tmp_path: Path) -> None:
    files = folder(tmp_path, {"1_a": "select 1", "1_b": "select 2", "2_c": "select 3"})
    found = merge(files, supabase(Applied("1", "a", ("select 1",))))
    assert states(found) == [("1", "applied"), ("1", "unknown"), ("2", "pending")]


def _versions(tool: Tool, path: Path, rows: tuple[Applied, ...], *names: tuple[str, str]) -> list[tuple[str, str]]:
    files = tuple(MigrationFile(version, name, path / f"{version}{name}", 0) for version, name in names)
    history = History(tool, tool.value, "s", "t", rows=rows)
    return states(merge(Folder(path, tool, path, files), history))


def test_each_tool_counts_in_its_own_way(tmp_path: Path) -> None:
    one_to_four = [(str(number), "x") for number in (1, 2, 3, 10)]
    assert _versions(Tool.GOLANG_MIGRATE, tmp_path, (Applied("3", failed=True),), *one_to_four) == [
        ("1", "applied"), ("2", "applied"), ("3", "failed"), ("10", "pending"),
    ]  # fmt: skip
    assert _versions(Tool.FLYWAY, tmp_path, (Applied("2", baseline=True), Applied("03")), *one_to_four) == [
        ("1", "applied"), ("2", "applied"), ("3", "applied"), ("10", "pending"),
    ]  # fmt: skip
    chain = [("c9", ""), ("a1", ""), ("b2", "")]
    assert [state for _, state in _versions(Tool.ALEMBIC, tmp_path, (Applied("a1"),), *chain)] == [
        "applied", "applied", "pending",
    ]  # fmt: skip
    assert [state for _, state in _versions(Tool.ALEMBIC, tmp_path, (Applied("a1"), Applied("b2")), *chain)] == [
        "unknown", "applied", "applied",
    ]  # fmt: skip
    app = tmp_path / "shop" / "migrations"
    django = (Applied("0001", "initial", package="shop"), Applied("0002", "more", package="other"))
    assert _versions(Tool.DJANGO, app, django, ("0001", "initial"), ("0002", "more")) == [
        ("0001", "applied"), ("0002", "pending"),
    ]  # fmt: skip


def test_prisma_and_flyway_by_their_checksums(tmp_path: Path) -> None:
    files = folder(
        tmp_path, {"1_a": "select 1;\n", "2_b": "select 2;\r\n", "3_c": "select 3;", "4_d": "select 4;"}, Tool.PRISMA
    )
    rows = (
        Applied("1", "a", checksum=prisma_checksum(b"select 1;\n")),
        Applied("2", "b", checksum=prisma_checksum(b"select 2;\n")),
        Applied("3", "c", checksum="0" * 64, failed=True),
        Applied("3", "c", checksum="0" * 64),
        Applied("9", "d", checksum=prisma_checksum(b"select 4;")),
    )
    history = History(Tool.PRISMA, "Prisma", "s", "t", rows=rows)
    found = merge(files, history, compared(files, history))
    assert [(each.label, each.state.value, each.drift) for each in found] == [
        ("1_a", "applied", Drift.EXACT),
        ("2_b", "applied", Drift.COSMETIC),
        ("3_c", "applied", Drift.CHANGED),
        ("4_d", "renumbered", None),
    ]
    assert (
        flyway_checksum(b"\xef\xbb\xbfselect 1;\r\n") == flyway_checksum(b"select 1;\n") != flyway_checksum(b"select")
    )


def test_status_on_a_server(database: Base, tmp_path: Path) -> None:
    files = folder(tmp_path, {"1_a": "create table a ();\n", "2_b": "create table b ();"})
    before = status(database, files)
    assert not before.history.exists
    assert "is not there" in before.remarks[0]
    assert isinstance(before.versions, tuple)
    assert states(before.versions) == [("1", "pending"), ("2", "pending")]
    database.psql(SUPABASE + row("1", "a", "create table a ()") + ALL_BUT_SUPABASE)
    after = status(database, files)
    assert isinstance(after.versions, tuple)
    assert [(each.state.value, each.drift) for each in after.versions] == [("applied", Drift.EXACT), ("pending", None)]
    assert any("Flyway" in remark for remark in after.remarks)
    assert not any("Auth" in remark for remark in after.remarks)
    with closing(superuser(database.params)) as holder, holder.transaction():
        holder.execute(b"lock table supabase_migrations.schema_migrations in access exclusive mode")
        held = status(database, files)
    assert isinstance(held.versions, Unknown), "a locked history is no empty one"


def test_of_two_histories_the_one_that_knows_the_files(tmp_path: Path) -> None:
    files = folder(tmp_path, {"1_a": "", "2_b": ""})
    mine, other = supabase(Applied("1"), Applied("2")), replace(supabase(Applied("77")), schema="other")
    assert history_of(files, (other, mine)) is mine
    assert history_of(replace(files, tool=Tool.DBMATE), (other, mine)).exists is False


def test_a_matrix_over_targets(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE + row("1", "a", "select 1") + row("3", "gone", "select 3"))
    files = folder(tmp_path, {"1_a": "select 1;", "2_b": "select 2;"})
    away = {**database.params, "port": "1"}
    ways: list[tuple[str, Way]] = [("here", partial(reading, database.params)), ("away", partial(reading, away))]
    matrix = asyncio.run(read_matrix(files, ways))
    assert [line.label for line in matrix.lines] == ["1_a", "2_b", "3_gone"]
    here = [line.cells[0] for line in matrix.lines]
    assert [cell.state.value for cell in here if isinstance(cell, Version)] == [
        "applied",
        "out of order",
        "missing locally",
    ]
    assert all(isinstance(line.cells[1], Unknown) for line in matrix.lines)


def test_ten_thousand_versions(tmp_path: Path) -> None:
    statements = [tuple(f"insert into t{n} values ({m}, 'a; b')" for m in range(5)) for n in range(10_000)]
    files = folder(tmp_path, {f"{n:05}_x": ";\n".join(each) + ";\n" for n, each in enumerate(statements)})
    history = supabase(*(Applied(f"{n:05}", "x", each) for n, each in enumerate(statements)))
    found = merge(files, history, compared(files, history))
    assert {(each.state, each.drift) for each in found} == {(State.APPLIED, Drift.EXACT)}
    assert len(found) == 10_000
