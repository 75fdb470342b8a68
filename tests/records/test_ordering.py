"""Reordering through the guard: under both kinds of constraint, by several consoles at once, and back."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from console.errors import Problem, UsageProblem
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from tests.guard.console import Console, console
from tests.records.reading import on
from tests.servers import Database

RUNS = 24


def tables(kind: str) -> str:
    """An ordered child under a constraint of that kind."""
    return f"""
    create table nights (id integer primary key, name text);
    create table acts (
        id integer primary key, night_id integer not null references nights, place integer not null check (place > 0),
        name text, constraint acts_place unique (night_id, place) {kind}
    );
    insert into nights values (1, 'Monday'), (2, 'Tuesday');
    insert into acts select n * 10 + i, n, i, 'act ' || i from generate_series(1, 2) as n, generate_series(1, 6) as i;
    """


DEFINITION = """
[match]
tables = ["public.acts"]
[acts]
table = "public.acts"
archetype = "ordered child"
parent = "night_id"
position = "place"
"""


@pytest.fixture(autouse=True)
def defined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's own definition of the acts."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config" / "records").mkdir(parents=True)
    (tmp_path / "config" / "records" / "acts.toml").write_text(DEFINITION)


def order(database: Database, night: int = 1) -> list[str]:
    return database.psql(f"select id from acts where night_id = {night} order by place").split("\n")


async def arrange(on_: Console, keys: list[str]) -> Result:
    """The result of an arrangement; not done where the guard or the plan refuses it."""
    try:
        operation = await operation_of(Call("records.arrange", "acts/1", {"order": " ".join(keys)}), on_.link)
        return (await on_.do(operation)).result
    except Problem:
        return Result.NOT_DONE


@pytest.mark.parametrize("kind", ["deferrable initially immediate", "", "deferrable initially deferred"])
async def test_only_what_moves_is_written_and_taken_back(database18: Database, tmp_path: Path, kind: str) -> None:
    database18.psql(tables(kind))
    others = order(database18, 2)
    async with console(database18.params, tmp_path / "journal") as shop:
        wanted = ["12", "11", "13", "14", "16", "15"]
        operation = await operation_of(Call("records.arrange", "acts/1", {"order": " ".join(wanted)}), shop.link)
        plan = await shop.plan(operation)
        assert {image.key[0][1] for image in plan.before} == {"11", "12", "15", "16"}
        assert (await shop.do(plan)).result is Result.DONE
        assert order(database18) == wanted
        assert operation.reverse.call is not None
        undo = await operation_of(operation.reverse.call, shop.link)
        assert (await shop.do(undo)).result is Result.DONE
    assert order(database18) == ["11", "12", "13", "14", "15", "16"]
    assert order(database18, 2) == others


async def test_what_was_moved_meanwhile_stops_it(database18: Database, tmp_path: Path) -> None:
    database18.psql(tables(""))
    async with console(database18.params, tmp_path / "journal") as shop:
        call = Call("records.arrange", "acts/1", {"order": "16 15 14 13 12 11"})
        plan = await shop.plan(await operation_of(call, shop.link))
        database18.psql("delete from acts where id = 13")
        assert (await shop.do(plan)).result is Result.NOT_DONE
        assert order(database18) == ["11", "12", "14", "15", "16"]
        with pytest.raises(UsageProblem, match="same rows"):
            await operation_of(call, shop.link)


@pytest.mark.parametrize("kind", ["deferrable initially immediate", ""])
async def test_two_consoles_at_once(database18: Database, tmp_path: Path, kind: str) -> None:
    await _two_consoles(database18, tmp_path, kind, RUNS)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["deferrable initially immediate", ""])
async def test_two_consoles_at_once_for_long(database: Database, tmp_path: Path, kind: str) -> None:
    await _two_consoles(database, tmp_path, kind, 200)


async def _two_consoles(database: Database, folder: Path, kind: str, runs: int) -> None:
    """Random arrangements by two at once: the places are always one to the last, nothing is lost."""
    database.psql(tables(kind))
    dice = random.Random(8)  # noqa: S311  # a test's
    done = 0
    async with console(database.params, folder / "a") as one, console(database.params, folder / "b") as other:
        for _ in range(runs // 2):
            keys = order(database)
            wanted = [dice.sample(keys, len(keys)) for _ in range(2)]
            results = await asyncio.gather(arrange(one, wanted[0]), arrange(other, wanted[1]))
            done += results.count(Result.DONE)
            places = database.psql("select string_agg(place::text, ' ' order by place) from acts where night_id = 1")
            assert places == "1 2 3 4 5 6"
            now = order(database)
            assert sorted(now) == ["11", "12", "13", "14", "15", "16"]
            if Result.DONE in results:
                assert now in wanted
    assert done >= runs // 4


def test_the_definition_of_a_user_counts(database18: Database) -> None:
    database18.psql(tables(""))

    async def read(_: object, records: object) -> str:
        return records.definitions["acts"].position  # type: ignore[attr-defined, no-any-return]

    assert on(database18, read) == "place"
