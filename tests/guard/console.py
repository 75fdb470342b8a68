"""A console for tests: a target, the way to it, a journal in a folder of the test, and a runner over them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from psycopg import sql

from console.core.scrub import DOTS
from console.core.secret import Secret
from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.database.names import identifier
from console.database.opening import Link
from console.guard.events import Hooks
from console.guard.journal import FileJournal
from console.guard.operation import Change, Operation, Query, Requirement, Risk, Rows, Step
from console.guard.outcome import Outcome
from console.guard.plan import Plan
from console.guard.planning import make_plan
from console.guard.runner import Runner
from console.guard.transaction import Progress
from console.guard.window import Opened
from tests.servers import Database


@dataclass(slots=True)
class Console:
    """What a person has before them when they run an operation."""

    target: Target
    link: Link
    journal: FileJournal
    runner: Runner
    opened: Opened
    hooks: Hooks | None = None
    stages: list[str] = field(default_factory=list)

    async def plan(self, operation: Operation) -> Plan:
        return await make_plan(operation, self.link, self.target, hooks=self.hooks)

    async def do(
        self, operation: Operation | Plan, *, progress: Progress | None = None, reason: str = "a test"
    ) -> Outcome:
        """Plan it, answer what is asked, and run it."""
        plan = operation if isinstance(operation, Plan) else await self.plan(operation)
        return await self.runner.run(plan, [ask.phrase for ask in plan.asks], reason, progress)


def target_of(params: Mapping[str, Any], **more: Any) -> Target:
    """A local target that may be written to, at an address of libpq's words."""
    target = Target(
        name="shop",
        host=str(params["host"]),
        port=int(params["port"]),
        database=str(params["dbname"]),
        user=str(params["user"]),
        environment=Environment.LOCAL,
        access=Access.GUARDED,
        secret=SecretSource.NONE,
        tls=Tls.OFF,
    )
    return replace(target, **more)


def identity_of(database: Database) -> Identity:
    """Which database that is."""
    system, oid = database.psql(
        "select system_identifier, d.oid from pg_control_system(), pg_database d where datname = current_database()"
    ).split("|")
    return Identity(system, int(oid))


async def no_secret(_: Target) -> Secret | None:
    return None


async def no_tunnel(_: Target) -> Any:
    raise AssertionError("no tunnel is wanted here")


@asynccontextmanager
async def console(
    params: Mapping[str, Any], folder: Path, *, hooks: Hooks | None = None, **more: Any
) -> AsyncIterator[Console]:
    """A console on a database, for the length of the block."""
    target = target_of(params, **more)
    link = Link(target, no_secret, no_tunnel)
    journal = FileJournal(folder)
    opened = Opened()
    try:
        yield Console(target, link, journal, Runner(target, link, journal, hooks, opened), opened, hooks)
    finally:
        await link.close()
        journal.close()


def query(text: str, *names: str, **binds: Any) -> Query:
    """A query whose `{}` are filled with names."""
    parts = [identifier(*name.split(".")) for name in names]
    return Query(sql.SQL(text).format(*parts), binds)


def set_setting(
    key: str, value: str | Secret | None, *, table: str = "public.site_settings", risk: Risk = Risk.ROUTINE, **more: Any
) -> Operation:
    """Set one site setting."""
    schema, _, name = table.partition(".")
    masked = isinstance(value, Secret)
    rows = Rows(
        schema=schema,
        relation=name,
        key=("key",),
        values=((key,),),
        columns=("value",),
        masked=frozenset({"value"} if masked else ()),
        becomes={"value": DOTS if isinstance(value, Secret) else value},
    )
    step = Step(
        title=f"Set {key}",
        query=query("update {} set value = %(value)s where key = %(key)s", table, value=value, key=key),
        expected=1,
        rows=(rows,),
        seconds=10,
    )
    settings: dict[str, Any] = {
        "name": "settings.set",
        "title": f"Set {key}",
        "subject": key,
        "kind": "setting",
        "key": key,
        "risk": risk,
        "steps": (step,),
        "event": "settings.changed",
    }
    return Operation(**{**settings, **more})


def change_rows(
    text: str,
    table: str,
    key: str,
    values: Sequence[Any],
    *,
    change: Change = Change.UPDATE,
    columns: Sequence[str] = (),
    expected: int | None = None,
    requirements: Sequence[Requirement] = (),
    risk: Risk = Risk.ROUTINE,
    returns_key: bool = False,
    **binds: Any,
) -> Operation:
    """One statement over rows of one table."""
    schema, _, name = table.partition(".")
    rows = Rows(
        schema=schema,
        relation=name,
        key=(key,),
        values=tuple((value,) for value in values),
        columns=tuple(columns),
        change=change,
    )
    step = Step(
        title="Change",
        query=query(text, table, **binds),
        expected=len(values) if expected is None else expected,
        rows=(rows,),
        returns_key=returns_key,
        seconds=10,
    )
    return Operation(
        name="test.change",
        title="Change",
        subject=name,
        kind="row",
        key=str(values[0]) if values else "",
        risk=risk,
        steps=(step,),
        requirements=tuple(requirements),
    )
