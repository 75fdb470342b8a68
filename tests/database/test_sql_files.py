"""SQL files: found by name and version, their headers, and names that are only known at run time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.sql import Composed

from console.core.unknown import Unknown
from console.database import sql as sql_module
from console.database.names import NULL, identifier
from console.database.session import ReadSession
from console.database.sql import load, parse, sql_folder
from console.errors import NotPermitted
from tests.database.reading import reading, superuser
from tests.servers import Database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sql_module, "sql_folder", lambda: tmp_path)
    (tmp_path / "area").mkdir()
    load.cache_clear()
    yield tmp_path / "area"
    load.cache_clear()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (0, "any"),
        (150_013, "any"),
        (169_999, "any"),
        (170_000, "17"),
        (170_004, "17"),
        (180_004, "18"),
        (200_001, "18"),
    ],
)
def test_the_newest_variant_that_the_server_is_new_enough_for(folder: Path, version: int, expected: str) -> None:
    (folder / "fact.sql").write_text("select 'any'\n")
    (folder / "fact.since-18.sql").write_text("select '18'\n")
    (folder / "fact.since-17.sql").write_text("select '17'\n")
    (folder / "fact.since-x.sql").write_text("select 'not a version'\n")
    (folder / "factor.since-15.sql").write_text("select 'another'\n")
    statement = load("area/fact", version=version)
    assert statement.text == f"select '{expected}'"
    assert statement.name == "area/fact"


def test_a_variant_of_one_digit_more(folder: Path) -> None:
    (folder / "fact.sql").write_text("select 'any'\n")
    (folder / "fact.since-9.sql").write_text("select '9'\n")
    (folder / "fact.since-16.sql").write_text("select '16'\n")
    assert load("area/fact", version=180_000).text == "select '16'"


def test_headers() -> None:
    statement = parse(
        "area/fact",
        "-- title: A fact: with a colon\n-- why: It goes on\n--   and on.\n-- level: error\n\n"
        "select 1\n  -- why: not here\n;\n",
    )
    assert statement.header == {"title": "A fact: with a colon", "why": "It goes on and on.", "level": "error"}
    assert statement.text == "select 1\n  -- why: not here\n"
    assert statement.query() == b"select 1\n  -- why: not here\n"


@pytest.mark.parametrize("text", ["select 1", "select 1;", "select 1 ; \n\n", "-- title: x\nselect 1;"])
def test_the_last_semicolon_is_not_sent(text: str) -> None:
    assert parse("x", text).text.rstrip() == "select 1"


def test_only_a_header() -> None:
    assert parse("x", "").text == ""


def test_the_folder_holds_what_the_console_reads() -> None:
    assert (sql_folder() / "catalog" / "begin.sql").is_file()


# ---- names


@dataclass(frozen=True, slots=True)
class Found:
    found: str | None


NAMES = [
    'we"ird',
    "per%cent %s %(name)s",
    "{brace} {}",
    "Ümläut",
    "select",
    "a.b",
    "semi;colon -- '",
    "new\nline",
    "\\",
]


@pytest.mark.parametrize("name", NAMES)
async def test_names_are_quoted_whatever_they_hold(shared: Database, name: str) -> None:
    with closing(superuser(shared.params)) as look:
        quoted = '"' + name.replace('"', '""') + '"'
        look.execute(f"create schema {quoted}".encode())
        look.execute(f"create view {quoted}.v as select 'yes' as {quoted}".encode())
    statement = parse("x", "select {column} as found, {nothing} as nothing from {table} where {column} = %(wanted)s")
    query = statement.with_identifiers(column=identifier(name), table=identifier(name, "v"), nothing=NULL)
    async with reading(shared.params) as read, read.read() as session:
        assert await session.mappings(query, {"wanted": "yes"}) == ({"found": "yes", "nothing": None},)
        assert await session.mappings(query, {"wanted": "'; drop table x; --"}) == ()


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_name_is_one_token(name: str) -> None:
    text = parse("x", "select {name}").with_identifiers(name=identifier(name)).as_string(None)
    assert text == 'select "' + name.replace('"', '""').replace("%", "%%") + '"'


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "", "\udcff", "x" * 70_000])
async def test_a_name_that_no_server_can_hold_is_unknown(shared: Database, name: str) -> None:
    async def read_it(session: ReadSession) -> tuple[Found, ...]:
        query = parse("x", "select 'a' as found from {table}").with_identifiers(table=identifier(name))
        return await session.all(query, Found)

    async with reading(shared.params) as read:
        assert isinstance(await read.ask(read_it), Unknown)


async def test_one_row_is_one_row(shared: Database) -> None:
    async with reading(shared.params) as read:
        async with read.read() as session:
            assert (await session.one(parse_one("select 'a' as found"), Found)).found == "a"
        with pytest.raises(AssertionError, match="2 rows"):
            async with read.read() as session:
                await session.one(parse_one("select 'a' as found union all select 'b'"), Found)


def parse_one(text: str) -> Composed:
    return parse("x", text).with_identifiers()


async def test_not_permitted_is_its_own_problem(shared: Database) -> None:
    role = f"plain_{shared.name}"
    with closing(superuser(shared.params)) as look:
        look.execute(f"create table kept (id integer); create role {role} login".encode())
        try:
            async with reading(shared.params | {"user": role}) as read:
                with pytest.raises(NotPermitted, match="may not"):
                    async with read.read() as session:
                        await session.all(parse_one("select id::text as found from kept"), Found)
        finally:
            look.execute(f"drop table kept; drop role {role}".encode())
