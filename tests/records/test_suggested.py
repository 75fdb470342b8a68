"""Definitions of a user's own: suggested and accepted, checked against the database, broken ones told and survived."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import psycopg
import pytest

from console.cli import main
from console.database.session import Database
from console.records.opened import Records
from console.records.session import record_session
from tests.records.reading import kind, on
from tests.screens.consoles import console, target_of
from tests.servers import Database as OnServer

TABLES = """
create table patrons (id integer primary key, first_name text, last_name text, email text unique);
create table loans (id integer primary key, patron_id integer not null references patrons, copy text,
    borrowed_at timestamptz, returned_at timestamptz,
    status text check (status in ('booked', 'returned', 'cancelled')));
create table system_options (option_key text primary key, option_value text);
insert into patrons values (1, 'Ada', 'Byron', 'ada@example.com');
insert into loans values (1, 1, 'Emma', now(), null, 'booked');
"""
DEFINED = """
[match]
tables = ["public.loans"]
[loans]
table = "loans"
title = "{copy}"
list = ["copy", "borowed_at", "patron_id.last_name"]
states = { column = "status" }
[[loans.check]]
name = "fits"
sql = "this.borrowed_at > this.returned_at"
[[loans.check]]
name = "does not fit"
sql = "this.borrowed > now()"
[[loans.transition]]
name = "return"
from = ["booked"]
to = "returned"
require = [{ says = "it is a text", sql = "this.copy + 1 > 2" }]
[loans.view]
"Out" = "this.returned_at is null"
"Broken" = "this.returned_at is is null"
"Odd order" = { sql = "true", order = "coppy desc" }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of definitions, empty."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{name}_DIR", str(tmp_path / name.lower()))
    made = tmp_path / "config" / "records"
    made.mkdir(parents=True)
    return made


def test_what_does_not_fit_is_named_and_the_rest_is_used(database18: OnServer, folder: Path) -> None:
    database18.psql(TABLES)
    (folder / "loans.toml").write_text(DEFINED)
    (folder / "broken.toml").write_text("[loans\n")

    async def read(database: Database, records: Records) -> list[str]:
        loans = await kind(database, records, "loans")
        made = loans.definition
        assert made.list == ("copy", "patron_id.last_name")
        assert [each.name for each in made.checks] == ["fits"]
        assert {each.name: each.order for each in made.views} == {"Out": "", "Odd order": ""}
        assert made.transitions == ()
        return [str(each) for each in records.wrong()]

    problems = on(database18, read)
    for said in ("broken.toml", "borowed_at", "check does not fit", "list Broken", "transition return", "coppy"):
        assert sum(said in each for each in problems) == 1, said
    assert any("borrowed_at" in each for each in problems if "borowed_at" in each)
    assert len(problems) == 6


def test_what_is_sure_is_used_and_what_is_accepted_is_written(
    database18: OnServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database18.psql(TABLES)
    url = ["--url", database18.uri]
    assert main(["records", "--suggest", "--json", *url]) == 0
    items = {each["kind"]: each for each in json.loads(capsys.readouterr().out)["items"]}
    said = {name: (each["suggestion"], each["archetype"]) for name, each in items.items()}
    assert said == {
        "loans": ("sure", "booking"),
        "patrons": ("sure", "person"),
        "system_options": ("likely", "setting"),
    }
    assert "patron_id leads to a person" in items["loans"]["reasons"]

    async def read(database: Database, records: Records) -> tuple[str, str, str | None]:
        patrons = (await kind(database, records, "patrons")).definition
        options = (await kind(database, records, "system_options")).definition
        loans = (await kind(database, records, "loans")).definition
        return patrons.title, options.archetype, loans.states.column if loans.states else None

    assert on(database18, read) == ("{first_name} {last_name}", "", "status")
    for _ in range(2):
        assert main(["records", "--accept", "system_options", *url]) == (0 if not _ else 2)
    written = tomllib.loads((folder / "system_options.toml").read_text())
    assert written["match"] == {"tables": ["public.system_options"]}
    assert written["system_options"]["archetype"] == "setting"
    (folder / "loans.toml").write_text('# mine\n[match]\ntables = ["public.nowhere"]\n[loans]\narchetype = "mine"\n')
    assert main(["records", "--accept", "loans", *url]) == 0
    text = (folder / "loans.toml").read_text()
    assert text.startswith("# mine")
    assert tomllib.loads(text)["loans"]["archetype"] == "mine"
    assert tomllib.loads(text)["loans"]["states"] == {"column": "status"}


async def test_the_kinds_show_what_is_wrong_and_take_a_suggestion(database18: OnServer, folder: Path) -> None:
    database18.psql(TABLES)
    (folder / "broken.toml").write_text("[loans\n")
    async with console(target_of(database18), open_target="shop", area="records") as shop:
        await shop.shows("Definitions to look at", "loans  booking", "▲ 1 definitions")
        while shop.listing.grid.current is None or shop.listing.grid.current.key != "system_options":
            await shop.press("j")
        await shop.shows("It may hold: setting")
        await shop.press("o")
        await shop.shows("Define system_options as setting")
        await shop.press("enter")
        await shop.until((folder / "system_options.toml").exists)


def test_a_locked_table_does_not_make_an_expression_wrong(database18: OnServer, folder: Path) -> None:
    database18.psql(TABLES)
    (folder / "loans.toml").write_text(DEFINED)

    async def read(database: Database, records: Records) -> list[str]:
        async with record_session(database) as session:
            return [each.name for each in (await records.resource(session, "loans")).definition.checks]

    with psycopg.connect(**database18.params) as holder:
        holder.execute("lock table loans in access exclusive mode")
        assert on(database18, read) == ["fits", "does not fit"]
