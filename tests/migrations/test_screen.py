"""Migrations on the screen: what is listed, what stands beside it, and what is done from there, on real servers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from console.config import Config
from console.core.target import Access, Environment
from console.errors import MissingComponent
from console.widgets.blocks import Source
from console.widgets.choice import Choice
from console.widgets.detail_page import DetailPage
from console.widgets.prompt import Prompt
from console.widgets.working import Working
from tests.migrations.histories import SUPABASE, row
from tests.migrations.screens import (
    PLACE,
    SIZE,
    SMALL,
    answer,
    checked,
    choose,
    migrations,
    page,
    said,
    states,
    told,
    write,
)
from tests.screens.consoles import Console, console, target_of
from tests.screens.test_every_screen import walk, whole
from tests.servers import Database
from tests.widgets.hostile import HOSTILE, dangerous

ONE = "create table public.one (id integer primary key);\n"
TWO = """-- adds two
create table public.two (id integer primary key, one_id integer references public.one (id));
-- VERIFY
-- select count(*) = 0 from public.two;
-- ROLLBACK
-- drop table public.two;
"""
FILES = {"20240101000000_one.sql": ONE, "20240102000000_two.sql": TWO}
APPLIED = ONE + SUPABASE + row("20240101000000", "one", ONE.strip().rstrip(";"))


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal and a working folder of this test alone, and no keyring."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("GREENROOM_RAISE", "1")
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path


@pytest.fixture
def nobody(database18: Database) -> Iterator[str]:
    """A role that may log in and nothing else."""
    database18.psql("create role looks_only login")
    yield "looks_only"
    database18.psql("drop role looks_only")


def offered(opened: Console) -> dict[str, str]:
    """Why each operation is not offered; empty where it is."""
    return {item.key: item.why_not for item in opened.screen.operations()}


@SIZE
async def test_a_version_and_its_file(database18: Database, size: tuple[int, int]) -> None:
    write(FILES)
    database18.psql(APPLIED)
    async with migrations(database18, size) as opened:
        assert states(opened) == {"20240101000000": "applied", "20240102000000": "pending"}
        await checked(opened)
        assert "1 applied" in opened.text()
        assert "1 pending" in opened.text()
        await choose(opened, "20240102000000")
        opened.listing.grid.action_open()
        words = ("one_id integer references", "a block in the file", "yes: it is there wholly", "row level security")
        await opened.until(lambda: all(word in said(opened) for word in words))
        assert isinstance(opened.app.screen, DetailPage) == (size == SMALL)


async def test_a_file_that_was_changed_stands_beside_what_was_applied(database18: Database) -> None:
    write({"20240101000000_one.sql": ONE.replace("integer", "bigint")})
    database18.psql(APPLIED + row("20230101000000", "gone", "create table gone ()"))
    async with migrations(database18) as opened:
        assert "1 changed since" in opened.text()
        assert states(opened)["20230101000000"] == "missing locally"
        await choose(opened, "20240101000000")
        words = ("changed since", "id bigint primary key", "what was applied", "id integer primary key")
        await opened.until(lambda: all(word in said(opened) for word in words))
        await choose(opened, "20230101000000")
        await opened.until(lambda: "create table gone ()" in said(opened))
        assert offered(opened)["fetch"] == ""
        opened.screen.perform("fetch")
        await opened.until(lambda: (PLACE / "20230101000000_gone.sql").exists())
        await opened.until(lambda: states(opened)["20230101000000"] == "applied")


async def test_which_folder(database18: Database, places: Path) -> None:
    async with migrations(database18) as opened:
        assert "no migrations below the working folder" in (opened.notice() or "")
        assert '[migrations."shop"]' in (opened.notice() or "")
        PLACE.mkdir(parents=True)
        opened.screen.action_refresh()
        await opened.shows("supabase/migrations is empty, and nothing")
        write(FILES)
        other = write({"1_other.sql": "select 1;\n"}, Path("db") / "migrations")
        opened.screen.action_refresh()
        await opened.shows("several folders")
        keys = list(offered(opened))
        assert keys == [f"folder {other.absolute()}", f"folder {PLACE.absolute()}"]
        opened.screen.perform(keys[0])
        await opened.until(lambda: opened.notice() is None)
        assert list(states(opened)) == ["1"]
    config = Config(refresh_seconds=0, migration_folders={"shop": PLACE.absolute()})
    async with console(target_of(database18), open_target="shop", config=config, area="migrations") as opened:
        assert list(states(opened)) == ["20240101000000", "20240102000000"]


async def test_a_history_that_may_not_be_read_is_unknown(database18: Database, nobody: str) -> None:
    write(FILES)
    database18.psql(APPLIED)
    async with migrations(database18, user=nobody) as opened:
        assert "? UNKNOWN" in (opened.notice() or "")
        assert "may not use the schema supabase_migrations" in (opened.notice() or "")


async def test_what_another_tool_drives_is_shown_only(database18: Database) -> None:
    write({"V1__one.sql": ONE, "V2__two.sql": TWO}, Path("sql") / "migrations")
    async with migrations(database18) as opened:
        await opened.shows("flyway", "shown only")
        why = offered(opened)
        assert {why[key] for key in ("apply", "rollback", "mark-applied", "new", "rehearse")} == {
            "flyway is shown only"
        }
        assert not any(why[key] for key in ("plan", "drift", "matrix"))
    shutil.rmtree("sql")
    write({"abc_first.py": 'revision = "abc"\ndown_revision = None\n'}, Path("alembic") / "versions")
    async with migrations(database18) as opened:
        await opened.shows("alembic", "shown only")
        await choose(opened, "abc")
        await opened.shows("alembic upgrade head", 'revision = "abc"')
        assert "atomic" not in said(opened), "it is no SQL"
        await opened.press("p")
        assert "alembic is shown only" in (await told(opened)).lower()


async def test_a_read_only_target_is_looked_at_and_no_more(database18: Database) -> None:
    write(FILES)
    database18.psql(APPLIED)
    async with migrations(database18, access=Access.READ_ONLY, environment=Environment.PRODUCTION) as opened:
        await checked(opened)
        why = offered(opened)
        assert why["apply"] == why["rollback"] == why["mark-applied"] == why["rehearse"] == "shop is read-only"
        assert "public.two" in await page(opened, "plan")


HOSTILE_NAMES = [text.replace("/", "").replace("\x00", "")[:60] for text in HOSTILE if text not in ("\x00", "[/]")]


@SIZE
async def test_hostile_names_and_texts(database18: Database, size: tuple[int, int]) -> None:
    """In file names, in files, and in the history: every row is looked at, every key pressed."""
    database18.psql(SUPABASE)
    texts = [text.replace("\x00", "") for text in HOSTILE]
    for number, text in enumerate(texts):
        quoted = text.replace("'", "''")
        database18.psql(
            "insert into supabase_migrations.schema_migrations (version, name, statements) "
            f"values ('{number}{quoted[:50]}', '{quoted}', array['select ''{quoted}'''])"
        )
    write(
        {
            f"2024010100{number:04}_{name}.sql": f"-- {texts[number % len(texts)]}\nselect $$ {name} $$;\n"
            for number, name in enumerate(HOSTILE_NAMES)
        }
    )
    async with migrations(database18, size) as opened:
        await checked(opened)
        assert len(opened.keys) > len(texts)
        await walk(opened)
        if isinstance(opened.app.screen, DetailPage):
            opened.app.pop_screen()
        for key in opened.keys[:: max(1, len(opened.keys) // 8)]:
            await choose(opened, key)
            await whole(opened)
        assert not dangerous(await page(opened, "plan"))


async def test_a_large_file_stops_nobody(database18: Database) -> None:
    lines = "".join(f"insert into public.one values ({number});\n" for number in range(5000))
    write(FILES | {"20240103000000_rows.sql": lines})
    database18.psql(APPLIED)
    async with migrations(database18) as opened:
        assert states(opened)["20240103000000"] == "pending", "listed before it is checked"
        await choose(opened, "20240103000000")
        await opened.press("k")
        await opened.until(lambda: opened.listing.grid.current is opened.listing.grid.visible_rows[1])
        words = await page(opened, "plan")
        assert "× 5,000" in words, "what repeats is one line"


def test_what_is_highlighted_is_bounded() -> None:
    text = "select 'a line of its own';\n" * 200_000
    assert len(Source(text).render(70)) < 1500


async def test_ten_thousand_versions(database18: Database) -> None:
    write(FILES)
    database18.psql(
        SUPABASE + "insert into supabase_migrations.schema_migrations (version, name) "
        "select 20100101000000 + n, 'm' || n from generate_series(1, 10000) as n"
    )
    async with migrations(database18) as opened:
        await opened.until(lambda: len(opened.keys) == 10_002)
        opened.listing.grid.action_edge(1)
        await opened.shows("20240102000000")
        await opened.press("slash")
        opened.one(Input, "FilterInput").value = "m777"
        await opened.until(lambda: len(opened.keys) == 11)


# ---- doing something


async def test_apply_then_rollback(database18: Database) -> None:
    write(FILES)
    database18.psql(APPLIED)
    async with migrations(database18) as opened:
        await choose(opened, "20240102000000")
        opened.screen.perform("apply")
        await answer(opened, "20240102000000")  # a table without row level security: the plan says stop
        words = await told(opened)
        assert "● OK 20240102000000_two" in words, "its verification"
        assert "● CLEAN the schema is what the 2 files make" in words
        await opened.press("escape")
        await opened.until(lambda: states(opened)["20240102000000"] == "applied")
        assert offered(opened)["apply"] == "it is applied"
        opened.screen.perform("rollback")
        await answer(opened, "20240102000000")
        await opened.until(lambda: states(opened)["20240102000000"] == "pending", seconds=30)
    assert database18.psql("select to_regclass('public.two') is null") == "t"


async def test_files_that_come_while_it_is_shown_count(database18: Database) -> None:
    """The plan is of the folder as it is now, not as it was listed."""
    write({"20240101000000_one.sql": ONE})
    database18.psql(APPLIED)
    async with migrations(database18) as opened:
        write({"20240102000000_two.sql": TWO})
        assert "20240102000000_two.sql" in await page(opened, "plan")


async def test_dry_run_says_what_each_did(database18: Database) -> None:
    write(
        FILES | {"20240103000000_three.sql": "do $$ begin raise notice 'hello [/]'; end $$;\nselect nope from one;\n"}
    )
    database18.psql(APPLIED)
    async with migrations(database18) as opened:
        words = await page(opened, "dry-run")
        assert "FAILED" in words
        assert "create table public.two" in words
        assert "hello [/]" in words
        assert 'column "nope" does not exist' in words
        assert "^" in words


async def test_a_new_migration(database18: Database) -> None:
    write(FILES)
    async with migrations(database18) as opened:
        opened.screen.perform("new")
        await opened.until(lambda: isinstance(opened.app.screen, Choice))
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.app.screen.query_one(Input).value = "Add [/] notes!"
        await opened.press("enter")
        await opened.until(lambda: len(list(PLACE.iterdir())) == 3)
        assert "add_notes" in " ".join(opened.toasts())


async def test_drift_becomes_a_new_migration(database18: Database) -> None:
    write(FILES)
    database18.psql(APPLIED + "alter table public.one add column by_hand text")
    async with migrations(database18) as opened:
        words = await page(opened, "drift")
        assert "DIFFERENT" in words
        assert "by_hand" in words
        await opened.press("n")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.app.screen.query_one(Input).value = "adopt by hand"
        await opened.press("enter")
        await opened.until(lambda: list(PLACE.glob("*_adopt_by_hand.sql")))
        (path,) = PLACE.glob("*_adopt_by_hand.sql")
        assert "alter table public.one add column by_hand text;" in path.read_text()


async def test_without_a_local_postgres_nothing_is_claimed(
    database18: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: Any, **__: Any) -> Any:
        raise MissingComponent("No local PostgreSQL is installed.", "", "pip install 'greenroom[demo]'")

    write(FILES)
    database18.psql(APPLIED)
    monkeypatch.setattr("console.schema.scratch_database.nearest_binaries", absent)
    async with migrations(database18) as opened:
        words = await page(opened, "drift")
        assert "NOT CHECKED" in words
        assert "greenroom[demo]" in words
        opened.app.pop_screen()
        opened.screen.perform("dry-run")
        assert "No local PostgreSQL is installed." in await told(opened)
        await opened.press("escape")
        await choose(opened, "20240102000000")
        opened.screen.perform("apply")
        await answer(opened, "20240102000000")  # a table without row level security: the plan says stop
        assert "? NOT CHECKED whether the schema" in await told(opened)
    assert database18.psql("select to_regclass('public.two') is not null") == "t"


async def test_esc_stops_a_comparison(database18: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = asyncio.Event()

    async def endless(*_: Any, **__: Any) -> Any:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            stopped.set()
            raise

    write(FILES)
    monkeypatch.setattr("console.migrations.screen_changes.drift_of_target", endless)
    async with migrations(database18) as opened:
        opened.screen.perform("drift")
        await opened.until(lambda: isinstance(opened.app.screen, Working))
        await opened.press("escape")
        await opened.until(lambda: not isinstance(opened.app.screen, Working))
        assert stopped.is_set()
        assert not isinstance(opened.app.screen, DetailPage)


async def test_the_file_in_the_editor(database18: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """ctrl+e opens the file itself, and what was written there is read again."""
    seen: list[Path] = []

    def edited(app: Any, path: Path) -> None:
        seen.append(path)
        path.write_text(TWO + "select 'edited';\n")

    write(FILES)
    database18.psql(APPLIED)
    monkeypatch.setattr("console.shell.external.open_in_editor", edited)
    async with migrations(database18) as opened:
        await choose(opened, "20240102000000")
        await opened.press("ctrl+e")
        assert seen == [PLACE.absolute() / "20240102000000_two.sql"]
        await opened.until(lambda: "select 'edited'" in said(opened))


async def test_targets_beside_each_other(database18: Database, places: Path) -> None:
    write(FILES)
    database18.psql(APPLIED)
    here = target_of(database18, access=Access.GUARDED, environment=Environment.LOCAL)
    gone = target_of(database18, name="away", host="127.0.0.1", port=1)
    async with console(here, gone, open_target="shop", area="migrations") as opened:
        words = await page(opened, "matrix")
        assert "away" in words
        assert "applied" in words
        assert "?" in words
