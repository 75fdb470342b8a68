"""From a record on the screen to a change of it: what is offered, what it asks for, and the way to the guard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from console.core.present import visible
from console.core.target import Access
from console.errors import Problem
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.records.changing import add, delete, edit, why_not_add, why_not_delete, why_not_edit
from console.records.definition import Transition
from console.records.dependents import read_dependents
from console.records.editing import (
    Editable,
    new_fields,
    read_fields,
    refuse_unfit,
    target_kind,
    why_not_column,
)
from console.records.operations import move
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.screen_form import Form, RecordForm
from console.records.screen_pick_record import PickRecord
from console.records.screen_spot import Desk, Doing
from console.records.session import record_session
from console.records.showing import RecordPage


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be done to records, on the open target."""

    desk: Desk

    def of_record(self, page: RecordPage) -> Sequence[Doing]:
        """The transitions of a record, and removing it."""
        whole = page.whole
        closed = self._closed()
        found = []
        for each in page.allowed:
            note = each.transition.risk if not each.transition.to else f"{each.transition.risk} → {each.transition.to}"
            title = each.transition.title or f"{each.transition.name.capitalize()} {whole.title}"
            found.append(
                Doing(
                    f"move {each.transition.name}",
                    title,
                    self._mover(whole, each.transition),
                    note,
                    each.why_not or closed,
                )
            )
        never = why_not_delete(whole.resource)

        async def remove() -> bool:
            return await self.desk.console.carry_out(delete(await self._fresh(whole)))

        found.append(Doing("delete", f"Remove {whole.title}", remove, "careful", never or closed))
        return found

    def of_field(self, page: RecordPage, column: str) -> Sequence[Doing]:
        """Changing the field under the cursor, or several at once."""
        resource = page.whole.resource
        about = resource.shape.column(column)
        closed = why_not_edit(resource) or self._closed()
        found = []
        if about is not None:
            why = closed or why_not_column(resource, about)
            found.append(Doing("edit", f"Change {column}", self._editor(page.whole, column), "routine", why))
        one = resource.definition.one
        found.append(Doing("edit several", f"Change this {one}", self._editor(page.whole, ""), "routine", closed))
        return found

    def _editor(self, whole: Whole, only: str) -> Callable[[], Awaitable[bool]]:
        """Ask for values until they are taken or the form is left."""

        async def run() -> bool:
            again: Form | None = None
            said: Problem | None = None
            while True:
                fresh = await self._fresh(whole)
                database = await self.desk.console.database()
                fields = await read_fields(database, self.desk.records(), whole.resource, whole.key, only)
                if not fields:
                    raise Problem("None of its columns can be changed here.", "", "")
                titles = {each.column.name: each.target[2] for each in fresh.fields if each.target}
                fields = tuple(replace(each, title=titles.get(each.column.name, "")) for each in fields)
                title = f"Change {visible(fresh.title, limit=60)}"
                again = await self._ask(title, fields, again, said)
                if again is None:
                    return False
                try:
                    changes = {name: typed.text for name, typed in again.items()}
                    await refuse_unfit(database, whole.resource, changes)
                    operation = edit(fresh, changes)
                except Problem as problem:
                    said = problem
                    continue
                said = None
                if await self.desk.console.carry_out(operation):
                    return True

        return run

    def of_list(self, resource: Resource) -> Sequence[Doing]:
        """Adding a record of the kind."""
        why = why_not_add(resource) or self._closed()

        async def run() -> bool:
            again: Form | None = None
            said: Problem | None = None
            while True:
                database = await self.desk.console.database()
                fields = new_fields(self.desk.records(), resource)
                again = await self._ask(f"Add a {resource.definition.one}", fields, again, said)
                if again is None:
                    return False
                try:
                    values = {name: typed.text for name, typed in again.items() if typed.given}
                    await refuse_unfit(database, resource, values)
                    operation = add(resource, values)
                except Problem as problem:
                    said = problem
                    continue
                said = None
                if await self.desk.console.carry_out(operation):
                    return True

        return (Doing("add", f"Add a {resource.definition.one}", run, "routine", why),)

    async def _ask(
        self, title: str, fields: Sequence[Editable], again: Form | None = None, said: Problem | None = None
    ) -> Form | None:
        form = RecordForm(title, fields, partial(PickRecord, self.desk), again=again, said=said)
        return await self.desk.console.push_screen_wait(form)

    def _mover(self, whole: Whole, transition: Transition) -> Callable[[], Awaitable[bool]]:
        async def run() -> bool:
            fresh = await self._fresh(whole)
            wanted = []
            for column, value in transition.sets.items():
                about = whole.resource.shape.column(column)
                if value.kind == "asked" and about is not None:
                    kind = target_kind(self.desk.records(), whole.resource, about)
                    wanted.append(Editable(about, given=False, kind=kind, needed=True, label=value.text))
            typed = await self._ask(transition.title or transition.name, wanted) if wanted else {}
            if typed is None:
                return False
            asked = {each.label: typed[each.column.name].text or "" for each in wanted}
            database = await self.desk.console.database()
            async with record_session(database) as session:
                dependents = await read_dependents(session, self.desk.records(), fresh, transition)
            operation = move(self.desk.records(), fresh, transition, asked=asked, dependents=dependents)
            return await self.desk.console.carry_out(operation)

        return run

    def of_call(self, call: Call, title: str) -> Doing:
        """An operation by its name, of whatever area."""

        async def run() -> bool:
            target = self.desk.console.current
            if target is None:
                return False
            link = await self.desk.console.contacts.link(target)
            return await self.desk.console.carry_out(await operation_of(call, link))

        return Doing(call.name, title, run, "careful", self._closed())

    async def _fresh(self, whole: Whole) -> Whole:
        """The record as it is now. Problem where it is gone."""
        database = await self.desk.console.database()
        async with record_session(database) as session:
            found = await read_record(session, self.desk.records(), whole.resource, whole.key)
        if found is None:
            raise Problem(f"{whole.title} is not there any more.", "Somebody removed it meanwhile.", "r reads again.")
        return found

    def _closed(self) -> str:
        target = self.desk.console.current
        return "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
