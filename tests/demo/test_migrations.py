"""The sample systems as folders of migrations: they apply, come back, apply again, and stand in the history as applied.

They are the examples that people copy, so they must also pass our own check.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from console.changesets.migration import Tool
from console.changesets.script import read_script
from console.core.finding import Level
from console.core.unknown import Unknown
from console.demo.systems import find_system, systems
from console.migrations.check import Asked, check_folder
from console.migrations.contents import Drift
from console.migrations.drift import Verdict, drift
from console.migrations.rehearsal import rehearse
from console.migrations.status import State, read_status
from tests.database.reading import reading
from tests.servers import MAJORS, Database, Servers, binaries_of

DAY = date(2025, 6, 13)
NAMES = tuple(system.name for system in systems())
TOOLS = {"coffee_yoga": Tool.DBMATE}
UNAVOIDABLE = {
    "grant-to-everybody",  # what the public sees
    "squawk/require-concurrent-index-creation",  # no file of theirs has rows to wait for
    "squawk/ban-drop-constraint",  # it is put back in the same statement
}
CONTENTS = """
    select coalesce(string_agg(format(
        'select %L, count(*), md5(string_agg(t::text, ''|'' order by t::text collate "C")) from %I.%I as t',
        n.nspname || '.' || c.relname, n.nspname, c.relname), ' union all ' order by n.nspname, c.relname), '')
    from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema$)'"""


def contents(database: Database) -> dict[str, str]:
    """The rows of every table: how many, and one md5 that does not depend on their order."""
    found = database.psql("set timezone = 'UTC'; " + database.psql(CONTENTS))
    return {table: rest for table, _, rest in (line.partition("|") for line in found.splitlines())}


def test_there_are_five_and_two_ways_to_number() -> None:
    assert set(NAMES) == {"event_cms", "standup_sydney", "ops_framework", "coffee_yoga", "fitnudge"}
    assert NAMES[0] == "event_cms"
    folders = {name: find_system(name).migrations for name in NAMES}
    assert {name: folder.tool for name, folder in folders.items()} == dict.fromkeys(NAMES, Tool.SUPABASE) | TOOLS
    widths = {name: {len(file.version) for file in folder.files} for name, folder in folders.items()}
    assert widths == {name: {14} for name in NAMES} | {"ops_framework": {3}}
    assert not any(folder.skipped for folder in folders.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_check_finds_nothing_to_mend(name: str) -> None:
    found = check_folder(find_system(name).migrations, Asked(git=False))
    bad = {each.check for each in found.open if each.level is not Level.INFO}
    assert bad <= UNAVOIDABLE, [each for each in found.open if each.check in bad - UNAVOIDABLE]
    assert not [each for each in found.open if each.check in ("missing-header", "missing-reverse")]


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("name", NAMES)
async def test_it_comes_back_and_is_the_same_again(name: str, major: int) -> None:
    """File by file from zero, back to nothing in reverse order, and once more."""
    binaries_of(major)
    folder = find_system(name).migrations
    seen = await rehearse(folder, major=major)
    assert seen.major == major
    assert not seen.broken, seen.broken.sentence
    assert (seen.ran, seen.reversed, seen.without_reverse) == (len(folder.files), len(folder.files), "")
    assert (seen.after_reverse, seen.after_again, seen.unreplayed) == ((), (), ())


@pytest.mark.parametrize("name", NAMES)
async def test_the_demo_has_it_applied_exactly(system: Callable[..., Database], name: str) -> None:
    folder = find_system(name).migrations
    async with reading(system(name).params) as database:
        status = await read_status(database, folder)
    assert not isinstance(status.versions, Unknown)
    assert [(each.label, each.state) for each in status.versions] == [
        (file.label, State.APPLIED) for file in folder.files
    ]
    # dbmate keeps the number alone: there is nothing to compare a file with.
    how = Drift.UNKNOWN if folder.tool is Tool.DBMATE else Drift.EXACT
    assert {each.drift for each in status.versions} == {how}


@pytest.mark.parametrize("major", [15, pytest.param(18, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", NAMES)
async def test_the_demo_is_what_the_files_make(servers: Servers, name: str, major: int) -> None:
    base = servers.new_system(servers.of_major(major), name, 1, None)
    async with reading(base.params) as database:
        compared = await drift(find_system(name).migrations, database)
    base.server.drop_database(base.name)
    assert compared.differences == ()
    assert compared.verdict is Verdict.CLEAN, compared.doubts


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("fitnudge", "supabase_migrations.schema_migrations", "version text not null, statements text[], name text"),
        ("coffee_yoga", "public.schema_migrations", "version character varying not null"),
    ],
)
def test_the_history_is_the_tools_own(system18: Callable[..., Database], name: str, table: str, columns: str) -> None:
    """The columns that the tool makes, in its order, and its key."""
    shown = system18(name).psql(f"""
        select string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod),
            case when attnotnull then 'not null' end), ', ' order by attnum)
        from pg_catalog.pg_attribute where attrelid = '{table}'::regclass and attnum > 0;
        select pg_get_constraintdef(oid) from pg_catalog.pg_constraint
        where conrelid = '{table}'::regclass and contype = 'p'
    """)
    assert shown.splitlines() == [columns, "PRIMARY KEY (version)"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_asks_to_verify_holds_for_the_sample(system18: Callable[..., Database], name: str) -> None:
    """Each of their queries lists or counts what should not be."""
    folder = find_system(name).migrations
    scripts = [read_script(file.path.read_bytes(), folder.tool) for file in folder.files]
    queries = [piece.text for script in scripts for piece in script.verify]
    assert queries
    database = system18(name)
    answers = {query: database.psql(query) for query in queries}
    assert {query: answer for query, answer in answers.items() if answer not in ("", "0")} == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "event_cms"])
def test_same_anchor_gives_the_same_rows_and_they_can_be_restored(
    servers: Servers, system15: Callable[..., Database], system18: Callable[..., Database], name: str
) -> None:
    """Rows come in past every foreign key: making the keys anew, as a restore does, is what proves them."""
    newer = system18(name, anchor=DAY)
    rows = contents(newer)
    assert rows == contents(system15(name, anchor=DAY))
    restored = servers.new_database(newer.server)
    restored.psql(newer.server.run("pg_dump", "-d", newer.name))
    assert contents(restored) == rows
    newer.server.drop_database(restored.name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "event_cms"])
def test_some_rows_are_hard_to_show(system18: Callable[..., Database], name: str) -> None:
    """Markup, quotes, emoji and text from right to left: what a screen must survive."""
    database = system18(name)
    dump = database.server.run("pg_dump", "-a", "-N", "supabase_migrations", "-d", database.name)
    assert "[/]" in dump
    assert "[@click=app.quit]" in dump
    assert any(ord(sign) > 0x1F000 for sign in dump), "no emoji"
    assert any(0x590 <= ord(sign) <= 0x6FF for sign in dump), "nothing from right to left"
    assert any(len(line) > 1000 for line in dump.splitlines()), "nothing long"
