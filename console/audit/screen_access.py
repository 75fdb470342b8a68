"""Access as a view: tables down, roles across, the way to each answer; two roles or two targets side by side.

Of a matrix only the cells that are seen are made: 20 roles by 5,000 tables open at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from console.audit.access import Access, Relation
from console.audit.access_reading import read_access
from console.audit.screen_access_blocks import LEGEND, SHORT_LEGEND, letters, role_blocks, table_blocks
from console.audit.screen_access_pairs import Answer, Pair, of_roles, of_targets, pair_blocks, pair_columns, pair_rows
from console.audit.screen_view import Subject, View
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.widgets.blocks import Block
from console.widgets.choice import Choice, Item
from console.widgets.find import Find
from console.widgets.rows import Column, Late, Row
from console.widgets.text import Line, Tone, cell, join, plain_text

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen

_LEAST_ROLE, _MOST_ROLE = 4, 13
_TABLE, _SECURITY = 22, 6
_SHARE = 12
"""Twenty-firsts of the width that the matrix has beside its detail, as the screen's stylesheet says."""
_FIXED = 2
"""Columns before the roles."""
_KINDS = {"v": "view", "m": "m.view", "f": "fdw"}


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is shown: all of the access and the tables, or the answers that differ between two."""

    access: Access
    relations: tuple[Relation, ...]
    pair: Pair | None = None


class AccessView(View[Matrix]):
    """Who can do what."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"compare", "regroup", "probe"})

    def __init__(self, screen: AuditScreen) -> None:
        super().__init__(screen)
        self._from = 0
        self._everything = False
        self._beside: tuple[str, str, str] | None = None
        """`roles` or `targets`, and the two names."""
        self._made: dict[tuple[int, int], Line] = {}

    async def read(self) -> Matrix:
        access = await self.screen.access()
        self._made.clear()
        self._from = min(self._from, max(0, len(access.wanted) - 1))
        found = [one for one in access.relations.values() if self._everything or one.schema not in PLATFORM_SCHEMAS]
        relations = tuple(sorted(found, key=lambda one: one.label))
        return Matrix(access, relations, await self._pair(access, relations))

    async def _pair(self, access: Access, relations: Sequence[Relation]) -> Pair | None:
        if self._beside is None:
            return None
        kind, left, right = self._beside
        if kind == "roles":
            return await asyncio.to_thread(of_roles, access, relations, left, right)
        target = self.console.contacts.by_name[right].target
        link = await self.console.contacts.link(target)
        theirs = await read_access(link.database)
        return await asyncio.to_thread(of_targets, access, theirs, relations, left, right)

    def by_cell(self, facts: Matrix) -> bool:
        return facts.pair is None

    def nothing_in(self, facts: Matrix) -> tuple[str, str] | None:
        if facts.pair is not None:
            left, right = facts.pair.left, facts.pair.right
            return None if facts.pair.answers else (f"{left} and {right} may do the same.", "esc shows all tables.")
        return None if facts.relations else ("There is no table here.", "b shows those of the platform too.")

    def heading(self, facts: Matrix) -> Line:
        if facts.pair is not None:
            said = f"{len(facts.pair.answers)} answers differ: {facts.pair.left} and {facts.pair.right}"
            return join(cell(said, Tone.DIM), cell("esc shows all tables", Tone.FAINT), gap="   ")
        roles = facts.access.wanted
        here = self._window(facts)
        part = (
            "" if len(here) == len(roles) else f"roles {self._from + 1}–{self._from + len(here)} of {len(roles)}, h l"
        )
        exposed = facts.access.exposed
        narrow = self.screen.has_class("-narrow")
        unsaid = isinstance(exposed, Unknown) and self.screen.size.width >= 150
        api: Line = cell("? which schemas an API serves", Tone.UNKNOWN) if unsaid else ()
        legend = SHORT_LEGEND if narrow else LEGEND
        return join(cell(f"{len(facts.relations):,} tables", Tone.DIM), legend, cell(part, Tone.FAINT), api, gap="   ")

    # -- the matrix ----------------------------------------------------------------------------------------------

    def _window(self, facts: Matrix) -> tuple[int, ...]:
        """The roles that have room, from the first one shown on."""
        width = self.screen.size.width
        room = (width if self.screen.has_class("-narrow") else width * _SHARE // 21) - 3 - _TABLE - 2 - _SECURITY
        found: list[int] = []
        for role in facts.access.wanted[self._from :]:
            room -= _wide(facts.access, role) + 2
            if room < 0 and found:
                break
            found.append(role)
        return tuple(found)

    def columns(self, facts: Matrix) -> Sequence[Column]:
        if facts.pair is not None:
            return pair_columns(facts.pair)
        columns = [
            Column("table", "table", least=_TABLE, most=60, grow=True),
            Column("rls", "rls", least=_SECURITY, most=_SECURITY),
        ]
        for role in self._window(facts):
            name, wide = facts.access.roles[role].name, _wide(facts.access, role)
            columns.append(Column(name, name if len(name) <= wide else f"{name[: wide - 1]}…", least=wide, most=wide))
        return columns

    def rows(self, facts: Matrix) -> Sequence[Row]:
        if facts.pair is not None:
            return pair_rows(facts.pair)
        roles = self._window(facts)
        return [self._row(facts.access, each, roles) for each in facts.relations]

    def _row(self, access: Access, relation: Relation, roles: tuple[int, ...]) -> Row:
        security = ("forced" if relation.forced else "on") if relation.secured else "off"
        security = _KINDS.get(relation.kind, security)[:_SECURITY]
        named = (relation.label, security)

        def made(place: int) -> Line:
            if place == 0:
                return cell(relation.label)
            if place == 1:
                return cell(security, Tone.LOOK if security == "off" else Tone.FAINT)
            return self._letters(access, roles[place - _FIXED], relation)

        def value(place: int) -> Any:
            return named[place] if place < _FIXED else plain_text(made(place))

        number = len(roles) + _FIXED
        return Row(str(relation.oid), Late(number, made), Late(number, value), searched=_FIXED)

    def _letters(self, access: Access, role: int, relation: Relation) -> Line:
        key = (role, relation.oid)
        if key not in self._made:
            self._made[key] = letters(access, role, relation)
        return self._made[key]

    def moved_past(self, by: int) -> int | None:
        facts: Matrix | None = self.screen.facts
        if facts is None or facts.pair is not None:
            return None
        last = len(facts.access.wanted) - len(self._window(facts))
        moved = min(max(0, self._from + by), max(0, last)) if by > 0 else max(0, self._from - 1)
        if moved == self._from:
            return None
        self._from = moved
        return _FIXED + len(self._window(facts)) - 1 if by > 0 else 0

    def _role(self, facts: Matrix) -> int | None:
        """The role under the cursor."""
        roles, place = self._window(facts), self.screen.matrix.current_column - _FIXED
        return roles[place] if 0 <= place < len(roles) else None

    # -- one answer ----------------------------------------------------------------------------------------------

    def detail(self, facts: Matrix, row: Row) -> Sequence[Block]:
        if facts.pair is not None:
            answer = _answer(facts.pair, row)
            return pair_blocks(facts.pair, answer) if answer else ()
        relation = facts.access.relations.get(int(row.key))
        if relation is None:
            return ()
        role = self._role(facts)
        return table_blocks(facts.access, relation) if role is None else role_blocks(facts.access, relation, role)

    def subject(self, facts: Matrix, row: Row) -> Subject | None:
        if facts.pair is not None:
            return None
        relation = facts.access.relations.get(int(row.key))
        role = self._role(facts)
        name = facts.access.roles[role].name if role is not None else ""
        return Subject(relation.schema, relation.name, name) if relation else None

    def crumbs(self, facts: Matrix, row: Row) -> tuple[str, ...]:
        relation = facts.access.relations.get(int(row.key)) if facts.pair is None else None
        role = self._role(facts)
        words = (relation.label,) if relation else ()
        return (*words, facts.access.roles[role].name) if words and role is not None else words

    def link(self, facts: Matrix, row: Row) -> str:
        relation = facts.access.relations.get(int(row.key)) if facts.pair is None else None
        table = f" --table {relation.label} --path" if relation else ""
        return f"greenroom access --target {self.target}{table}"

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self, facts: Matrix, row: Row | None) -> Sequence[Item]:
        others = len(self.console.contacts.by_name) > 1
        return (
            Item("probe", "What somebody really sees of this table", "reads only"),
            Item("roles", "Two roles side by side", "what one may and the other may not"),
            Item("targets", "Another target beside this one", why_not="" if others else "there is no other target"),
            Item("regroup", "Only our own tables" if self._everything else "The platform's tables too"),
            Item("matrix", "All tables again", why_not="" if facts.pair else "they are shown"),
        )

    async def perform(self, key: str, facts: Matrix, row: Row | None) -> bool:
        if facts is None:
            return False
        match key:
            case "regroup":
                self._everything = not self._everything
            case "matrix":
                self._beside = None
            case "compare":
                items = [each for each in self.operations(facts, row) if each.key in ("roles", "targets", "matrix")]
                chosen = await self.console.push_screen_wait(Choice("Compare", items))
                return chosen is not None and await self.perform(chosen, facts, row)
            case "roles":
                return await self._choose_roles(facts)
            case "targets":
                names = [name for name in self.console.contacts.by_name if name != self.target]
                found = await self.console.push_screen_wait(Find("Which target?", [Item(name, name) for name in names]))
                if found is None:
                    return False
                self._beside = ("targets", self.target, found.key)
        return True

    async def _choose_roles(self, facts: Matrix) -> bool:
        role = self._role(facts)
        left = facts.access.roles[role].name if role is not None else ""
        names = [facts.access.roles[oid].name for oid in facts.access.wanted]
        if not left:
            first = await self.console.push_screen_wait(Find("Which role?", [Item(name, name) for name in names]))
            if first is None:
                return False
            left = first.key
        rest = [Item(name, name) for name in names if name != left]
        second = await self.console.push_screen_wait(Find(f"{left}, and which other?", rest))
        if second is None:
            return False
        self._beside = ("roles", left, second.key)
        return True

    def leave(self) -> bool:
        if self._beside is None:
            return False
        self._beside = None
        return True


def _wide(access: Access, role: int) -> int:
    return min(max(_LEAST_ROLE, len(access.roles[role].name)), _MOST_ROLE)


def _answer(pair: Pair, row: Row) -> Answer | None:
    return next((each for number, each in enumerate(pair.answers) if str(number) == row.key), None)
