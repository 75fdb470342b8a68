"""What can be done to one record by name: `bookings.cancel` for `records.move`, and the list with every why not.

Reading definition files is all that a short form needs; who is asked for a record opens the target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.guard.offers import Offered
from console.guard.operation import Call, Risk
from console.records.definition_files import shipped_files, user_files

if TYPE_CHECKING:
    from console.database.opening import Link
    from console.records.definition import Transition
    from console.records.showing import RecordPage

_CHANGES = {"edit": "records.edit", "delete": "records.delete"}


class RecordOffers:
    """The transitions of records, and changing and removing them, by kind."""

    def names(self) -> tuple[str, ...]:
        """`kind.transition` for all that some definition file has."""
        found: dict[str, None] = {}
        for file in (*shipped_files(), *user_files()[0]):
            for kind, record in file.records.items():
                for each in record.get("transition", ()):
                    found[f"{kind}.{each.get('name')}"] = None
        return tuple(found)

    def meant(self, call: Call) -> Call | None:
        """The move that `bookings.cancel` stands for; `KIND.edit` and `KIND.delete` for any kind."""
        kind, dot, name = call.name.rpartition(".")
        if not dot or not kind:
            return None
        key = f"{kind}/{call.key}"
        if call.name in self.names():
            return Call("records.move", key, {"transition": name, **call.arguments})
        return Call(_CHANGES[name], key, call.arguments) if name in _CHANGES else None

    async def offered(self, link: Link, kind: str, key: str) -> tuple[Offered, ...]:
        """What can be done to a record, by its key or its title, and why not where not."""
        from console.core.target import Access
        from console.records.changing import why_not_delete, why_not_edit
        from console.records.showing import shown

        page = await shown(kind, key, reveal=False)(link.database, link.target)
        whole, name = page.whole, page.whole.resource.name
        closed = "" if link.target.access is Access.GUARDED else f"{link.target.name} is read-only"
        found = [_offered(page, each.transition, each.why_not or closed) for each in page.allowed]
        edit = f"greenroom do {name}.edit {whole.id} --set COLUMN=VALUE"
        found.append(
            Offered(f"{name}.edit", Risk.ROUTINE, "change columns", edit, why_not_edit(whole.resource) or closed)
        )
        remove = f"greenroom do {name}.delete {whole.id}"
        found.append(
            Offered(f"{name}.delete", Risk.CAREFUL, "remove it", remove, why_not_delete(whole.resource) or closed)
        )
        return tuple(found)


def _offered(page: RecordPage, transition: Transition, why_not: str) -> Offered:
    whole = page.whole
    words = [f"--set {value.text}=…" for value in transition.sets.values() if value.kind == "asked"]
    if transition.reason:
        words.append("--reason TEXT")
    about = transition.title or (f"{whole.state} → {transition.to}" if transition.to else transition.name)
    command = " ".join([f"greenroom do {whole.resource.name}.{transition.name} {whole.id}", *words])
    return Offered(f"{whole.resource.name}.{transition.name}", Risk(transition.risk), about, command, why_not)


PROVIDER = RecordOffers()
