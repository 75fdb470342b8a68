"""Probe as a view: the rows of a table that somebody really sees and those they do not, or two of them side by side.

Enter on a row asks every policy about it. Nothing is written; what reading as somebody runs is said before it runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from console.audit.access import Access, Relation
from console.audit.access_reading import read_access
from console.audit.asking import Who
from console.audit.comparing import Comparison, compare_seen
from console.audit.cost import read_cost
from console.audit.cost_measure import fix_of
from console.audit.predicates import Command
from console.audit.probe import Probe, probe, warnings_of
from console.audit.screen_cost import cost_blocks
from console.audit.screen_identity import choose_table, choose_who, with_claims, with_factor
from console.audit.screen_probe_rows import Probed, key_text, probe_columns, probe_heading, probe_rows, row_blocks
from console.audit.screen_view import Subject, View
from console.audit.screen_why import why_blocks
from console.audit.screen_write import pairs_of, try_write
from console.audit.why import Explanation, explain_row
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.widgets.blocks import Block, Words
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell

if TYPE_CHECKING:
    from console.audit.screen import AuditScreen


ON_A_COPY = "on a copy, not here"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: who, perhaps another, and the table."""

    relation: Relation
    who: Who
    other: Who | None = None


class ProbeView(View[Probed | None]):
    """What somebody really sees."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"compare", "probe", "why"})

    def __init__(self, screen: AuditScreen) -> None:
        super().__init__(screen)
        self._asked: Asked | None = None
        self._explained: dict[tuple[str, Command], tuple[Access, list[Explanation]]] = {}

    async def read(self) -> Probed | Unknown | None:
        asked = self._asked
        if asked is None:
            return Probed.none()
        self._explained.clear()
        database = await self.console.database()
        sides: list[Probe] = [
            await probe(database, asked.relation, each) for each in (asked.who, asked.other) if each is not None
        ]
        for each in sides:
            if isinstance(each.standing, Unknown):
                return each.standing
        rows = await compare_seen(database, asked.relation, asked.who, asked.other or asked.who)
        return Probed(asked.relation, tuple(sides), rows)

    def nothing_in(self, facts: Probed | None) -> tuple[str, str] | None:
        if facts is None or not facts.sides:
            return "Nobody was asked yet.", "p chooses a person or a role, and a table: you see the rows that they see."
        if probe_rows(facts):
            return None
        if isinstance(facts.rows, Comparison):
            return f"{facts.relation.label} has no row.", "p asks about another table."
        who = facts.sides[0].who.label
        return (
            f"No row of {facts.relation.label} is shown to {who}.",
            f"{facts.rows.reason} {facts.rows.remedy}".strip(),
        )

    def columns(self, facts: Probed | None) -> Sequence[Column]:
        return probe_columns(facts)

    def rows(self, facts: Probed | None) -> Sequence[Row]:
        return probe_rows(facts)

    def heading(self, facts: Probed | None) -> Line:
        return probe_heading(facts, narrow=self.screen.has_class("-narrow"))

    def detail(self, facts: Probed | None, row: Row) -> Sequence[Block]:
        if facts is None:
            return ()
        blocks: list[Block] = []
        for (key, _), (access, found) in self._explained.items():
            if key == row.key:
                for each in found:
                    blocks += [*why_blocks(access, facts.relation, each, key_text(key)), Words(((), ()))]
        return blocks or row_blocks(facts, row)

    @property
    def opens(self) -> bool:
        return True

    def subject(self, facts: Probed | None, row: Row) -> Subject | None:
        return None  # `p` here asks anew

    def crumbs(self, facts: Probed | None, row: Row) -> tuple[str, ...]:
        return (facts.relation.label, key_text(row.key)) if facts is not None and facts.sides else ()

    def link(self, facts: Probed | None, row: Row) -> str:
        if facts is None or not facts.sides:
            return ""
        who = facts.sides[0].who
        claims = f" --claims '{json.dumps(dict(who.claims))}'" if who.claims else ""
        return f"greenroom probe --target {self.target} --role {who.role}{claims} --table {facts.relation.label}"

    # -- what is asked -------------------------------------------------------------------------------------------

    async def choose(self, subject: Subject | None) -> bool:
        """Who and which table, what is not said already; True where it may be asked now."""
        access = await self.screen.working("Reading who is here", lambda _: self.screen.access())
        if access is None:
            return False
        relation = access.relation_named(subject.schema, subject.table) if subject else None
        who = Who(subject.role) if subject is not None and subject.role else None
        if relation is None:
            relation = await choose_table(self.screen, access)
        if relation is not None and who is None:
            who = await choose_who(self.screen, access, f"Who looks at {relation.label}?")
        if relation is None or who is None:
            return False
        return await self._ask(Asked(relation, who))

    async def _ask(self, asked: Asked) -> bool:
        """Take it, unless what reading runs is to be thought about first."""
        database = await self.console.database()
        known = self._asked is not None and self._asked.relation.oid == asked.relation.oid
        found = () if known else await warnings_of(database, asked.relation)
        if found:
            items = (Item("run", "Ask all the same"), Item("", "Leave it"))
            words = (Words([cell(f"▲ {each}", Tone.LOOK, limit=2_000) for each in found]),)
            if not await self.console.push_screen_wait(Choice("Before it is asked", items, above=words)):
                return False
        self._asked = asked
        return True

    # -- why -----------------------------------------------------------------------------------------------------

    async def _why(self, facts: Probed, key: str, command: Command) -> None:
        database = await self.console.database()
        fields = _fields(key)
        names = tuple(dict.fromkeys(each.who.role for each in facts.sides))

        async def ask() -> tuple[Access, list[Explanation]] | Unknown:
            access = await self.screen.access()
            if any(role is None or role.oid not in access.wanted for role in map(access.role_named, names)):
                access = await read_access(database, names)
            found = []
            for each in facts.sides:
                one = await explain_row(database, access, facts.relation, each.who, key=fields, command=command)
                if isinstance(one, Unknown):
                    return one
                found.append(one)
            return access, found

        answer = await self.screen.working("Asking every policy", lambda _: ask())
        if answer is None:
            return
        if isinstance(answer, Unknown):
            raise UsageProblem("Why cannot be told.", answer.reason, answer.remedy)
        self._explained = {each: one for each, one in self._explained.items() if each[0] != key} | {
            (key, command): answer
        }
        access, found = answer
        blocks = [part for each in found for part in why_blocks(access, facts.relation, each, key_text(key))]
        shown = any(row.key == key for row in self.screen.grid.visible_rows)
        if shown and not self.screen.has_class("-narrow"):
            self.screen.show_again()
        else:
            self.screen.page(blocks, facts.relation.label, key_text(key))

    async def _cost(self, facts: Probed) -> None:
        """What reading the table costs each of them, policy by policy: EXPLAIN as the role."""
        database = await self.console.database()

        async def ask() -> list[Block]:
            blocks: list[Block] = []
            for each in facts.sides:
                access = await read_access(database, (each.who.role,))
                cost = await read_cost(database, access, facts.relation, each.who)
                blocks += cost_blocks(cost, fix_of(facts.relation, cost.clauses))
            return blocks

        found = await self.screen.working("Asking what it costs", lambda _: ask())
        if found is not None:
            self.screen.page(found, facts.relation.label, "cost")

    async def _by_key(self, facts: Probed) -> str | None:
        """The key of a row, typed: `id=42`."""
        question = f"The row of {facts.relation.label} by its key: COLUMN=VALUE, several with commas."
        said = await self.console.push_screen_wait(Prompt("Which row?", question, value="id="))
        if not said:
            return None
        return json.dumps(pairs_of(said))

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self, facts: Probed | None, row: Row | None) -> Sequence[Item]:
        none = "" if facts is not None and facts.sides else "nobody was asked yet"
        here = none or ("" if row is not None and row.key.startswith("{") else "no row with a key is selected")
        factor = "one factor" if self._asked and self._asked.who.claims.get("aal") == "aal2" else "two factors"
        return (
            Item("new", "Ask as somebody, about a table", "p"),
            Item("open", "Why is this row seen, or not", "enter", why_not=here),
            Item("update", "Why may it be changed, or not", "only asked, not done", why_not=here),
            Item("delete", "Why may it be deleted, or not", "only asked, not done", why_not=here),
            Item("why", "Why, for a row by its key…", "w", why_not=none),
            Item("try update", "Try to change this row…", ON_A_COPY, why_not=here),
            Item("try delete", "Try to delete this row", ON_A_COPY, why_not=here),
            Item("try insert", "Try to add a row…", ON_A_COPY, why_not=none),
            Item("cost", "What its policies cost", "planned, not run", why_not=none),
            Item("compare", "Another identity beside this one…", "c", why_not=none),
            Item("who", "The same table as somebody else…", why_not=none),
            Item("table", "The same person on another table…", why_not=none),
            Item("claims", "Other claims…", "as JSON", why_not=none),
            Item("factor", f"The same, logged in with {factor}", why_not=none),
        )

    async def perform(self, key: str, facts: Probed | None, row: Row | None) -> bool:
        if key == "new" or facts is None or not facts.sides:
            await self.screen.probe(None)
            return False
        if key in ("open", "update", "delete"):
            if row is None or not row.key.startswith("{"):
                raise UsageProblem("These rows have no key.", _reason(facts), "w asks about one row by other columns.")
            await self._why(facts, row.key, Command.SELECT if key == "open" else Command(key))
            return False
        if key.startswith("try "):
            named = row is not None and row.key.startswith("{")
            fields = _fields(row.key) if row is not None and named and key != "try insert" else {}
            await try_write(self.screen, facts, Command(key.removeprefix("try ")), fields)
            return False
        if key == "cost":
            await self._cost(facts)
            return False
        if key == "why":
            typed = await self._by_key(facts)
            if typed is not None:
                await self._why(facts, typed, Command.SELECT)
            return False
        return await self._change(key)

    async def _change(self, key: str) -> bool:
        """Who or what is asked about, otherwise than before."""
        asked, access = self._asked, await self.screen.access()
        if asked is None:
            return False
        if key == "table":
            relation = await choose_table(self.screen, access)
            return relation is not None and await self._ask(replace(asked, relation=relation))
        match key:
            case "compare":
                who = await choose_who(self.screen, access, f"Who beside {asked.who.label}?")
                changed = replace(asked, other=who) if who else None
            case "who":
                who = await choose_who(self.screen, access)
                changed = Asked(asked.relation, who) if who else None
            case "claims":
                who = await with_claims(self.screen, access, asked.who)
                changed = replace(asked, who=who) if who else None
            case _:
                changed = replace(asked, who=with_factor(asked.who))
        return changed is not None and await self._ask(changed)

    def leave(self) -> bool:
        if self._asked is None or self._asked.other is None:
            return False
        self._asked = replace(self._asked, other=None)
        return True


def _fields(key: str) -> dict[str, str]:
    return {name: _text(value) for name, value in json.loads(key).items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _reason(facts: Probed) -> str:
    return facts.rows.reason if isinstance(facts.rows, Unknown) else ""
