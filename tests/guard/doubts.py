"""An operation whose console is gone and whose transaction is not: the journal has a mark and no end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import psycopg

from console.guard.events import End, HookResult, Mark
from console.guard.intent import intent_of
from console.guard.operation import Operation
from console.guard.planning import make_plan
from console.guard.rows import RowImage
from tests.guard.console import Console, change_rows
from tests.guard.test_asking import mark_of
from tests.servers import Database

Beside = psycopg.Connection[tuple[str, str, int, int, int, str, str]]

TABLE = "create table things (id int primary key, value text); insert into things values (1, 'old')"


def set_value() -> Operation:
    """The change that was under way."""
    made = change_rows(
        "update {} set value = %(value)s where id = 1", "public.things", "id", [1], columns=["value"], value="new"
    )
    return replace(made, name="test.change", event="things.changed")


async def leave(on: Console, beside: Beside, end: End | None = None, **changed: Any) -> str:
    """Begin the change on `beside`, journal it as far as its mark (with other values), and give the entry's id."""
    plan = await make_plan(set_value(), on.link, on.target, hooks=on.hooks)
    entry = await on.journal.intent(intent_of(plan, "a test"))
    beside.execute("update things set value = 'new' where id = 1")
    mark: Mark = mark_of(beside)
    after = RowImage("public", "things", (("id", "1"),), {"id": "1", "value": "new"}, mark.short_xid)
    await on.journal.mark(entry, replace(mark, after=(after.document(),), **changed))
    if end is not None:
        await on.journal.end(entry, end)
    return entry


def value_of(database: Database) -> str:
    """What is in the row now."""
    return database.psql("select value from things where id = 1")


@dataclass(slots=True)
class Listening:
    """Hooks that remember what they were told."""

    told: list[dict[str, Any]]

    def commands(self, event: str, target: Any) -> tuple[str, ...]:
        return ("purge",)

    async def run(self, event: str, target: Any, document: Any) -> tuple[HookResult, ...]:
        self.told.append({"event": event, "target": target.name, **document})
        return (HookResult(event=event, command="purge", status=0, seconds=0.1),)
