"""Operations run on real servers: what is done, what is refused, and what the journal says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from console.core.target import Access, Environment, Identity
from console.core.unknown import Unknown
from console.errors import GuardProblem
from console.guard.events import Result
from console.guard.operation import Change, Requirement, Risk
from console.guard.transaction import Stage
from tests.guard.console import change_rows, console, identity_of, query, set_setting
from tests.servers import Database

Systems = Callable[..., Database]


@pytest.fixture
def settings(system: Systems) -> Database:
    return system("event_cms")


@pytest.fixture
def role(settings: Database) -> Iterator[str]:
    """A role that may see the schema and nothing in it yet."""
    name = f"writer_{settings.name}"
    settings.psql(f"create role {name} login; grant usage on schema public, private, auth to {name}")
    settings.psql(f"create policy all_of_it on site_settings to {name} using (true)")
    yield name
    settings.psql(f"drop owned by {name}; drop role {name}")


def value_of(database: Database, key: str = "maintenance_mode") -> str:
    return database.psql(f"select value from site_settings where key = '{key}'")


async def test_a_setting_is_changed_and_journalled(settings: Database, tmp_path: Path) -> None:
    stages: list[Stage] = []
    async with console(settings.params, tmp_path, identity=identity_of(settings)) as on:
        plan = await on.plan(set_setting("maintenance_mode", "true"))
        assert plan.changes() == (("value", "false", "true"),)
        assert plan.undoable
        outcome = await on.do(plan, progress=lambda stage, _: stages.append(stage))
        assert (outcome.result, outcome.end.how) == (Result.DONE, "committed")
        entry = await on.journal.entry(outcome.entry)
    assert value_of(settings) == "true"
    assert [image.shown("value") for image in outcome.after] == ["true"]
    assert entry.end
    assert entry.end.result is Result.DONE
    assert entry.intent.statements == plan.statements
    assert entry.intent.before[0]["values"]["value"] == "false"
    assert entry.marks[0].after[0]["values"]["value"] == "true"
    assert settings.psql(f"select pg_xact_status('{entry.marks[0].xid}')") == "committed"
    order = [Stage.INTENT, Stage.CONNECTED, Stage.BEGUN, Stage.LOCKED, Stage.COMPARED, Stage.RUNNING, Stage.RAN]
    assert stages == [*order, Stage.CHECKED, Stage.MARKED, Stage.COMMIT, Stage.COMMITTED, Stage.ENDED]


async def test_a_row_that_changed_meanwhile_is_left_alone(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        settings.psql("update site_settings set value = 'Theirs' where key = 'site_name'")
        outcome = await on.do(plan)
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "changed")
    changed = {each["column"]: each["found"] for each in outcome.end.difference}
    assert changed["value"] == "Theirs"
    assert value_of(settings, "site_name") == "Theirs"


async def test_a_row_written_again_with_the_same_values_counts_as_changed(settings: Database, tmp_path: Path) -> None:
    settings.psql("alter table site_settings disable trigger user")
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        settings.psql("update site_settings set value = value where key = 'site_name'")
        assert (await on.do(plan)).end.how == "changed"


async def test_another_number_of_rows_is_taken_back(settings: Database, tmp_path: Path) -> None:
    before = settings.psql("select md5(string_agg(s::text, '' order by key)) from site_settings s")
    operation = change_rows(
        "update {} set description = 'x'", "public.site_settings", "key", ["site_name"], columns=["description"]
    )
    async with console(settings.params, tmp_path) as on:
        outcome = await on.do(operation)
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "row_count")
    assert settings.psql("select md5(string_agg(s::text, '' order by key)) from site_settings s") == before


async def test_a_refusal_of_the_server_says_why(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path) as on:
        outcome = await on.do(set_setting("maintenance_mode", "perhaps"))
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "23514")
    assert "site_settings_value_matches_type" in outcome.end.detail
    assert value_of(settings) == "false"


async def test_a_deferred_constraint_fails_before_commit(database: Database, tmp_path: Path) -> None:
    database.psql(
        "create table spots (id int primary key, place int, "
        "constraint one_each unique (place) deferrable initially deferred); insert into spots values (1, 1), (2, 2)"
    )
    operation = change_rows("update {} set place = 2 where id = 1", "public.spots", "id", [1], columns=["place"])
    stages: list[Stage] = []
    async with console(database.params, tmp_path) as on:
        outcome = await on.do(operation, progress=lambda stage, _: stages.append(stage))
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "23505")
    assert Stage.MARKED not in stages
    assert database.psql("select place from spots where id = 1") == "1"


async def test_requirements_are_asked_under_the_lock_and_cannot_write(database: Database, tmp_path: Path) -> None:
    database.psql(
        "create table flags (id int primary key, open boolean); insert into flags values (1, true), (2, true);"
        "create function sneaky() returns boolean language plpgsql as $$ begin delete from flags; return true; end $$"
    )
    still_open = Requirement("flag 2 is open", query("select open from {} where id = 2", "public.flags"))
    text = "update {} set open = false where id = 1"
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(change_rows(text, "public.flags", "id", [1], columns=["open"], requirements=[still_open]))
        assert [check.holds for check in plan.checks] == [True]
        database.psql("update flags set open = false where id = 2")
        outcome = await on.do(plan)
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "requirement")
        assert "flag 2 is open" in outcome.end.detail
        sneaky = Requirement("it is sneaky", query("select sneaky()"), after=True)
        operation = change_rows(text, "public.flags", "id", [1], columns=["open"], requirements=[sneaky])
        outcome = await on.do(operation)
        assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "25006")
        refused = await on.plan(change_rows(text, "public.flags", "id", [1], requirements=[still_open]))
        with pytest.raises(GuardProblem, match="flag 2 is open"):
            await on.do(refused)
    assert database.psql("select count(*) from flags where open") == "1"


async def test_a_locked_row_is_tried_again_and_says_who_holds_it(settings: Database, tmp_path: Path) -> None:
    waits: list[str] = []
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        with psycopg.connect(**settings.params, application_name="a till") as other:
            other.execute("select 1 from site_settings where key = 'site_name' for update")
            seen = await on.plan(set_setting("site_name", "Ours"))
            assert not isinstance(seen.blockers, Unknown)
            assert [blocker.pid for blocker in seen.blockers] == [other.info.backend_pid]

            def progress(stage: Stage, detail: str) -> None:
                if stage is Stage.WAITING:
                    waits.append(detail)
                    other.rollback()

            outcome = await on.do(plan, progress=progress)
            pid = other.info.backend_pid
    assert outcome.done
    assert f"pid {pid}" in waits[0]
    assert "a till" in waits[0]


async def test_cancel_while_it_waits(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        with psycopg.connect(**settings.params) as other:
            other.execute("select 1 from site_settings where key = 'site_name' for update")
            running = asyncio.create_task(on.do(plan))
            await asyncio.sleep(0.5)
            assert on.runner.cancellable
            assert await on.runner.cancel()
            outcome = await running
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "cancelled")
        assert not await on.runner.cancel()
    assert value_of(settings, "site_name") != "Ours"


async def test_who_goes_away_does_not_break_it_off_in_the_middle(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        started = asyncio.Event()
        running = asyncio.create_task(on.do(plan, progress=lambda stage, _: started.set()))
        await started.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        (line,) = await on.journal.entries()
        entry = await on.journal.entry(line.id)
        assert entry.end
        assert (entry.end.result is Result.DONE) == (value_of(settings, "site_name") == "Ours")


async def test_column_grants_alone(settings: Database, role: str, tmp_path: Path) -> None:
    """No xmin for this role: all columns that it may read are compared."""
    settings.psql(f"grant select (key, value), update (value) on site_settings to {role}")
    params = {**settings.params, "user": role}
    async with console(params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        assert "all columns" in plan.version
        assert set(plan.before[0].values or {}) == {"key", "value"}
        assert (await on.do(plan)).done
        plan = await on.plan(set_setting("site_name", "Again"))
        settings.psql("update site_settings set value = 'Theirs' where key = 'site_name'")
        assert (await on.do(plan)).end.how == "changed"
        plan = await on.plan(
            change_rows(
                "update {} set description = ''", "public.site_settings", "key", ["site_name"], columns=["description"]
            )
        )
        with pytest.raises(GuardProblem, match="may not update"):
            await on.do(plan)


async def test_rows_that_cannot_be_locked_are_compared_in_one_snapshot(
    settings: Database, role: str, tmp_path: Path
) -> None:
    """DELETE without UPDATE: FOR UPDATE is not permitted."""
    settings.psql(f"grant select, delete on site_settings to {role}")
    params = {**settings.params, "user": role}
    operation = change_rows(
        "delete from {} where key = 'site_name'", "public.site_settings", "key", ["site_name"], change=Change.DELETE
    )
    async with console(params, tmp_path) as on:
        plan = await on.plan(operation)

        def progress(stage: Stage, _: str) -> None:
            if stage is Stage.COMPARED:
                settings.psql("update site_settings set value = 'Theirs' where key = 'site_name'")

        outcome = await on.do(plan, progress=progress)
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "changed")
        assert value_of(settings, "site_name") == "Theirs"
        assert (await on.do(operation)).done
    assert value_of(settings, "site_name") == ""


async def test_a_view(settings: Database, tmp_path: Path) -> None:
    settings.psql("create view texts as select key, value from site_settings where type = 'TEXT'")
    operation = set_setting("site_name", "Ours", table="public.texts")
    async with console(settings.params, tmp_path) as on:
        plan = await on.plan(operation)
        assert "all columns" in plan.version
        assert (await on.do(plan)).done
        plan = await on.plan(operation)
        settings.psql("update site_settings set value = 'Theirs' where key = 'site_name'")
        assert (await on.do(plan)).end.how == "changed"


async def test_a_view_that_cannot_be_locked(settings: Database, tmp_path: Path) -> None:
    settings.psql(
        "create view grouped as select key, max(value) as value from site_settings group by key;"
        "create function put() returns trigger language plpgsql as $$ begin "
        "update site_settings set value = new.value where key = old.key; return new; end $$;"
        "create trigger put instead of update on grouped for each row execute function put()"
    )
    async with console(settings.params, tmp_path) as on:
        assert (await on.do(set_setting("site_name", "Ours", table="public.grouped"))).done
    assert value_of(settings, "site_name") == "Ours"


async def test_a_partitioned_root_names_the_partition(database: Database, tmp_path: Path) -> None:
    database.psql(
        "create table sales (id int, day date, amount numeric, primary key (id, day)) partition by range (day);"
        "create table sales_26 partition of sales for values from ('2026-01-01') to ('2027-01-01');"
        "create table sales_27 partition of sales for values from ('2027-01-01') to ('2028-01-01');"
        "insert into sales values (1, '2026-05-05', 10)"
    )
    operation = change_rows(
        "update {} set amount = 11, day = '2027-05-05' where id = 1",
        "public.sales",
        "id",
        [1],
        columns=["amount", "day"],
    )
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(operation)
        assert plan.before[0].partition == "sales_26"
        outcome = await on.do(plan)
        assert outcome.done
        assert outcome.after[0].partition == "sales_27"


async def test_a_read_only_role_and_a_read_only_target(settings: Database, role: str, tmp_path: Path) -> None:
    settings.psql(f"grant select, update on site_settings to {role}")
    settings.psql(f"alter role {role} set default_transaction_read_only = on")
    async with console({**settings.params, "user": role}, tmp_path) as on:
        with pytest.raises(GuardProblem, match="read-only on this server"):
            await on.do(set_setting("site_name", "Ours"))
    async with console(settings.params, tmp_path, access=Access.READ_ONLY) as on:
        with pytest.raises(GuardProblem, match="read-only"):
            await on.do(set_setting("site_name", "Ours"))
        assert await on.journal.entries() == ()


async def test_another_database_behind_the_address(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path, identity=Identity("1", 2)) as on:
        with pytest.raises(GuardProblem, match="may not be the database"):
            await on.do(set_setting("site_name", "Ours"))


async def test_production_is_opened_first(settings: Database, tmp_path: Path) -> None:
    async with console(settings.params, tmp_path, environment=Environment.PRODUCTION) as on:
        plan = await on.plan(set_setting("site_name", "Ours", risk=Risk.DANGEROUS))
        assert [ask.phrase for ask in plan.asks] == ["shop", "site_name"]
        with pytest.raises(GuardProblem, match="not open for writing"):
            await on.do(plan)
        with pytest.raises(GuardProblem, match="not the name"):
            await on.opened.open(on.target, "shp", on.journal)
        await on.opened.open(on.target, "shop", on.journal)
        with pytest.raises(GuardProblem, match="not the answer"):
            await on.runner.run(plan, ["shop", "y"])
        assert (await on.do(plan)).done


async def test_rows_are_inserted_by_a_key_of_the_servers_making(database: Database, tmp_path: Path) -> None:
    database.psql("create table notes (id int generated always as identity primary key, text text)")
    operation = change_rows(
        "insert into {} (text) values ('a'), ('b') returning id", "public.notes", "id", [], columns=["text"],
        change=Change.INSERT, expected=2, returns_key=True,
    )  # fmt: skip
    async with console(database.params, tmp_path) as on:
        outcome = await on.do(operation)
    assert outcome.done
    assert [image.shown("text") for image in outcome.after] == ["a", "b"]


async def test_a_face_that_fails_breaks_nothing(settings: Database, tmp_path: Path) -> None:
    told: list[Stage] = []

    def progress(stage: Stage, _: str) -> None:
        told.append(stage)
        raise RuntimeError("the screen is gone")

    async with console(settings.params, tmp_path) as on:
        outcome = await on.do(set_setting("maintenance_mode", "true"), progress=progress)
        assert outcome.done
    assert told[-1] is Stage.ENDED
    assert value_of(settings) == "true"
