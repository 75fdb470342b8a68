"""Every transition of a system, tried through the guard: what stands in its definition is what happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from console.database.compile import compiled
from console.errors import GuardProblem, Problem
from console.guard.offers import operation_of
from console.guard.operation import Call, Operation
from console.guard.outcome import Outcome
from console.guard.undo import undo_operation
from console.records.definition import Rule, Transition, Who
from console.records.dependents import read_dependents
from console.records.listing import key_as_text
from console.records.opened import Records
from console.records.operations import move
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.session import record_session
from console.records.sources import Source, as_text, expression
from console.records.transitions import Standing, why_not, written
from tests.guard.console import Console
from tests.records.machine_rows import ANSWERS, BEHIND, BREAKS, NEVER_BROKEN, READY
from tests.servers import Database

READER = "machines_reader"
"""A role of the tests that sees every row and may write none."""


@dataclass(slots=True)
class Machines:
    """One system with its console, and the faults that were found so far."""

    name: str
    server: Database
    console: Console
    reader: Console
    records: Records
    read_only: Records
    faults: list[str] = field(default_factory=list)
    tried: int = 0

    def fault(self, kind: str, transition: Transition, words: str) -> None:
        self.faults.append(f"{kind}.{transition.name}: {words}")

    async def resource(self, kind: str) -> Resource:
        async with record_session(self.console.link.database) as session:
            return await self.records.resource(session, kind)

    async def try_all(self) -> None:
        """Every transition of every kind, in the order of the file."""
        for kind, definition in self.records.definitions.items():
            resource = await self.resource(kind)
            for transition in definition.transitions:
                self.tried += 1
                if transition not in resource.definition.transitions:
                    self.fault(kind, transition, "left out: it does not fit its table")
                    continue
                await self._refused_by_state(resource, transition)
                await self._refused_by_rules(resource, transition)
                await self._done(resource, transition)
                await self._held(resource, transition)

    async def _done(self, resource: Resource, transition: Transition) -> None:
        kind = resource.name
        if ready := READY.get((self.name, kind, transition.name)):
            self.server.psql(ready)
        key = await self._row(resource, transition, rules=(*transition.requires, *transition.refuses))
        if key is None:
            self.fault(kind, transition, "no row for it")
            return
        await self._not_offered(kind, transition, key)
        before = await self._whole(resource, key)
        asked = _asked(transition)
        call = Call("records.move", f"{kind}/{key_as_text(key)}", {"transition": transition.name, **asked})
        try:
            operation = await operation_of(call, self.console.link)
            first, second = await self.console.plan(operation), await self.console.plan(operation)
            done = await self.console.do(first)
        except Problem as problem:
            self.fault(kind, transition, f"refused: {problem.what} {problem.why}")
            return
        if not done.done:
            self.fault(kind, transition, f"not done: {done.end.how} {done.end.detail}")
            return
        after = await self._whole(resource, key)
        self._as_declared(resource, transition, after)
        if self.tried == 1:
            await self._server_refuses(kind, transition, operation)
        late = await self.console.do(second)
        if late.end.how not in ("changed", "requirement"):
            self.fault(kind, transition, f"done over somebody's change: {late.end.how} {late.end.detail}")
        await self._undone(resource, transition, done, before)

    def _as_declared(self, resource: Resource, transition: Transition, after: Whole) -> None:
        """The row is in the state and holds the values that the definition names."""
        states = resource.definition.states
        wanted: dict[str, str | None] = {states.column: transition.to} if states and transition.to else {}
        for name, value in transition.sets.items():
            if value.kind in ("literal", "null"):
                wanted[name] = None if value.kind == "null" else value.text
        if transition.reason_column:
            wanted[transition.reason_column] = "a test"
        for name, text in wanted.items():
            if after.values.get(name) != text:
                self.fault(resource.name, transition, f"{name} is {after.values.get(name)}, not {text}")
        for name, value in transition.sets.items():
            if value.kind in ("now", "asked") and after.values.get(name) is None:
                self.fault(resource.name, transition, f"{name} is not set")

    async def _undone(self, resource: Resource, transition: Transition, done: Outcome, before: Whole) -> None:
        entry = await self.console.journal.entry(done.entry)
        try:
            undo = await undo_operation(entry, self.console.link.database, self.console.target, _no_call)
            outcome = await self.console.do(undo)
        except Problem as problem:
            if transition.undo:
                self.fault(resource.name, transition, f"no undo: {problem.what} {problem.why}")
            elif transition.no_undo.casefold() not in problem.why.casefold():
                self.fault(resource.name, transition, f"why it has no undo is not told: {problem.why}")
            return
        if not transition.undo:
            self.fault(resource.name, transition, "undone, though its definition says that there is no way back")
            return
        if not outcome.done:
            self.fault(resource.name, transition, f"not undone: {outcome.end.detail}")
            return
        now = await self._whole(resource, before.key)
        for name in written(before, transition):
            if now.values.get(name) != before.values.get(name):
                self.fault(resource.name, transition, f"{name} is {now.values.get(name)} after the undo")

    async def _not_offered(self, kind: str, transition: Transition, key: tuple[str, ...]) -> None:
        """A role that may only read is told which column it may not change."""
        async with record_session(self.reader.link.database) as session:
            resource = await self.read_only.resource(session, kind)
            whole = await read_record(session, self.read_only, resource, key)
        assert whole is not None, (kind, key)
        if not why_not(whole, transition, Standing(None)).startswith("this role may not change"):
            self.fault(kind, transition, "offered to a role that may only read")
        told = why_not(whole, transition, Standing(Who.SUPPORT, "somebody"))
        if told.startswith("it is for ") is (transition.who is Who.SUPPORT):
            self.fault(kind, transition, f"offered to support, or for its rank refused to it: {told}")

    async def _server_refuses(self, kind: str, transition: Transition, operation: Operation) -> None:
        """Who gets around what is offered is refused by the server's own privileges."""
        plan = await self.reader.plan(operation)
        if not any("may not update" in str(each.problem()) for each in plan.refusals):
            self.fault(kind, transition, f"a reader's plan is refused by {[each.what for each in plan.refusals]}")

    async def _refused_by_state(self, resource: Resource, transition: Transition) -> None:
        states = resource.definition.states
        if states is None or not transition.sources:
            return
        source = Source(self.records.catalogue, resource.shape)
        state = sa.cast(source.this.c[states.column], sa.Text)
        key = await self._first(resource, source, [state.not_in(transition.sources)])
        if key is None:
            return  # every row is in one of its states
        await self._refused(resource, transition, key, ", not ")

    async def _refused_by_rules(self, resource: Resource, transition: Transition) -> None:
        rules = (*transition.requires, *transition.refuses)
        for number, rule in enumerate(rules):
            if breaks := BREAKS.get((self.name, resource.name, transition.name, rule.says)):
                self.server.psql(breaks)
            key = await self._row(resource, transition, rules=rules[:number], broken=rule)
            if key is None:
                self.fault(resource.name, transition, f"no row that breaks “{rule.says}”")
                continue
            await self._refused(resource, transition, key, rule.says)
            plan = await self.console.plan(await self._unasked(resource, transition, key))
            if not any(rule.says in refusal.problem().why + refusal.problem().what for refusal in plan.refusals):
                self.fault(resource.name, transition, f"the guard does not ask “{rule.says}” again")

    async def _held(self, resource: Resource, transition: Transition) -> None:
        """What must be so behind the change is looked at behind it: nothing stays of one that breaks it."""
        name = (self.name, resource.name, transition.name)
        if not transition.holds or name in NEVER_BROKEN:
            return
        sql, answers, words = BEHIND[name]
        if sql:
            self.server.psql(sql)
        key = await self._row(resource, transition, rules=(*transition.requires, *transition.refuses))
        assert key is not None, name
        before = await self._whole(resource, key)
        operation = move(self.records, before, transition, asked=answers)
        outcome = await self.console.do(operation)
        if outcome.done or words not in outcome.end.detail:
            self.fault(resource.name, transition, f"behind the change: {outcome.end.how} {outcome.end.detail}")
        if (await self._whole(resource, key)).values != before.values:
            self.fault(resource.name, transition, "something stayed of what was refused behind the change")

    async def _refused(self, resource: Resource, transition: Transition, key: tuple[str, ...], words: str) -> None:
        call = Call(
            "records.move",
            f"{resource.name}/{key_as_text(key)}",
            {"transition": transition.name, **_asked(transition)},
        )
        try:
            await operation_of(call, self.console.link)
        except GuardProblem as problem:
            if words.casefold() not in problem.why.casefold():
                self.fault(resource.name, transition, f"refused with other words: {problem.why}")
            return
        self.fault(resource.name, transition, f"allowed against “{words}”")

    async def _unasked(self, resource: Resource, transition: Transition, key: tuple[str, ...]) -> Operation:
        """The operation as the guard gets it from who did not ask before."""
        whole = await self._whole(resource, key)
        async with record_session(self.console.link.database) as session:
            dependents = await read_dependents(session, self.records, whole, transition)
        return move(self.records, whole, transition, asked=_asked(transition), dependents=dependents)

    async def _whole(self, resource: Resource, key: Sequence[str]) -> Whole:
        async with record_session(self.console.link.database) as session:
            whole = await read_record(session, self.records, resource, key)
        assert whole is not None, (resource.name, key)
        return whole

    async def _row(
        self, resource: Resource, transition: Transition, *, rules: Sequence[Rule], broken: Rule | None = None
    ) -> tuple[str, ...] | None:
        """The key of a row that it can be made from, or that breaks one rule and no other before it."""
        source = Source(self.records.catalogue, resource.shape)
        states = resource.definition.states
        conditions: list[sa.ColumnElement[bool]] = []
        if states is not None and transition.sources:
            conditions.append(sa.cast(source.this.c[states.column], sa.Text).in_(transition.sources))
        for rule in rules:
            so = expression(rule.sql)
            conditions.append(so if rule in transition.requires else sa.not_(so))
        if broken is not None:
            so = sa.func.coalesce(expression(broken.sql), sa.false())
            conditions.append(sa.not_(so) if broken in transition.requires else so)
        return await self._first(resource, source, conditions)

    async def _first(
        self, resource: Resource, source: Source, conditions: Sequence[sa.ColumnElement[bool]]
    ) -> tuple[str, ...] | None:
        columns = [column for name in resource.key if (column := resource.shape.column(name))]
        chosen = [as_text(source.this.c[each.name], each).label(f"k{n}") for n, each in enumerate(columns)]
        order = [source.this.c[each.name] for each in columns]
        statement = sa.select(*chosen).select_from(source.this).where(*conditions).order_by(*order).limit(1)
        async with record_session(self.console.link.database) as session:
            rows = await session.mappings(*compiled(statement))
        return tuple(str(rows[0][f"k{n}"]) for n in range(len(chosen))) if rows else None


def _asked(transition: Transition) -> Mapping[str, str]:
    return {value.text: ANSWERS[value.text] for value in transition.sets.values() if value.kind == "asked"}


async def _no_call(call: Call) -> Operation:
    raise AssertionError(call)
