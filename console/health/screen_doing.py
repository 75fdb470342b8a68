"""From what a view offers to the menu, and from the menu to the guard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.core.target import Access
from console.errors import Problem
from console.health.screen_view import Doing
from console.widgets.choice import Item

if TYPE_CHECKING:
    from console.app import GreenroomApp


class Doings:
    """What was offered last, by the key of its entry in the menu."""

    def __init__(self) -> None:
        self._offered: dict[str, Doing] = {}

    def items(self, console: GreenroomApp, offered: Sequence[Doing]) -> Sequence[Item]:
        """The entries of the menu; on a read-only target greyed, with the reason."""
        target = console.current
        closed = "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
        self._offered = {each.id: each for each in offered}
        return [Item(each.id, each.title, each.note, why_not=each.why_not or closed) for each in offered]

    async def perform(self, console: GreenroomApp, key: str) -> bool:
        """Hand one over to the guard. True if it was done."""
        from console.guard.offers import offer

        target, doing = console.current, self._offered.get(key)
        if target is None or doing is None:
            return False
        try:
            link = await console.contacts.link(target)
            operation = await offer(doing.name).operation(link, doing.key, doing.arguments)
        except Problem as problem:
            console.notify(str(problem), severity="error", timeout=8)
            return False
        return await console.carry_out(operation)
