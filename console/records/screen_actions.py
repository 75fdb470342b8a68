"""From a record on the screen to a change of it: what is offered, what it asks for, and the way to the guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.core.target import Access
from console.errors import Problem
from console.records.changing import add, delete, edit
from console.records.definition import MaskKind, Transition
from console.records.dependents import read_dependents
from console.records.operations import move
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.screen_editors import ask_all, ask_value
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
        definition = whole.resource.definition
        never = "" if definition.delete else f"{definition.many} are never deleted"
        never = never or ("" if whole.resource.shape.deletable else "this role may not delete here")

        async def remove() -> bool:
            return await self.desk.console.carry_out(delete(await self._fresh(whole)))

        found.append(Doing("delete", f"Remove {whole.title}", remove, "careful", never or closed))
        return found

    def of_field(self, page: RecordPage, column: str) -> Sequence[Doing]:
        """Changing the field under the cursor."""
        about = page.whole.resource.shape.column(column)
        if about is None:
            return ()
        resource = page.whole.resource
        states = resource.definition.states
        why = self._closed()
        if not resource.definition.edit:
            why = f"{resource.definition.many} are not edited here"
        elif states is not None and states.column == column and resource.definition.transitions:
            why = "a state is moved by what its kind allows"
        elif resource.mask_of_path(column) is MaskKind.SECRET:
            why = "secrets are neither shown nor changed here"
        elif about.generated:
            why = "the server computes it"
        elif not about.updatable:
            why = "this role may not change it"

        async def run() -> bool:
            fresh = await self._fresh(page.whole)
            answer = await ask_value(self.desk, resource, about, fresh.values.get(column))
            if answer is None or answer.text == fresh.values.get(column):
                return False
            return await self.desk.console.carry_out(edit(fresh, {column: answer.text}))

        return (Doing("edit", f"Change {column}", run, "routine", why),)

    def of_list(self, resource: Resource) -> Sequence[Doing]:
        """Adding a record of the kind."""
        definition = resource.definition
        why = "" if definition.insert else f"{definition.many} are not added here"
        why = why or ("" if resource.shape.insertable else "this role may not add here") or self._closed()

        async def run() -> bool:
            values = await ask_all(self.desk, resource)
            return values is not None and await self.desk.console.carry_out(add(resource, values))

        return (Doing("add", f"Add a {definition.one}", run, "routine", why),)

    def _mover(self, whole: Whole, transition: Transition):  # type: ignore[no-untyped-def]
        async def run() -> bool:
            fresh = await self._fresh(whole)
            asked: dict[str, str] = {}
            for column, value in transition.sets.items():
                about = whole.resource.shape.column(column)
                if value.kind == "asked" and about is not None:
                    answer = await ask_value(self.desk, whole.resource, about, None, question=value.text)
                    if answer is None or answer.text is None:
                        return False
                    asked[value.text] = answer.text
            database = await self.desk.console.database()
            async with record_session(database) as session:
                dependents = await read_dependents(session, self.desk.records(), fresh, transition)
            operation = move(self.desk.records(), fresh, transition, asked=asked, dependents=dependents)
            return await self.desk.console.carry_out(operation)

        return run

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
