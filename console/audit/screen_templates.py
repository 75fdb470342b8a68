"""Templates as a view: policies to take, filled in for a table, looked at, and written as a migration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from console.audit.fixes import plan_statements
from console.audit.policy_templates import Filling, PolicyTemplate, fill, policy_templates
from console.audit.screen_changes import carry_plan
from console.audit.screen_identity import choose_table
from console.audit.screen_view import View
from console.audit.template_ground import TemplateGround, read_ground
from console.core.target import Access as TargetAccess
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.choice import Choice, Item
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates, and the table that they are filled in for, where one was chosen."""

    templates: tuple[PolicyTemplate, ...]
    ground: TemplateGround | None = None


class TemplatesView(View[Templates]):
    """Policies to take."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset()
    _table: tuple[str, str] | None = None

    async def read(self) -> Templates | Unknown:
        every = policy_templates()
        if self._table is None:
            return Templates(every)
        ground = await read_ground(await self.console.database(), *self._table)
        return ground if isinstance(ground, Unknown) else Templates(every, ground)

    def heading(self, facts: Templates) -> Line:
        if facts.ground is None:
            return cell(
                "enter chooses the table that a template is filled in for; nothing is written before you say so",
                Tone.DIM,
            )
        place = f"{facts.ground.schema}.{facts.ground.table}"
        return join(cell("for", Tone.FAINT), cell(place, bold=True), cell("o chooses another, or writes", Tone.FAINT))

    def columns(self, facts: Templates) -> Sequence[Column]:
        return (
            Column("mark", "", least=1, most=1),
            Column("template", "template", least=12, most=18),
            Column("title", "who may do what", least=20, most=70, grow=True),
            Column("fits", "filled in as", least=12, most=44, rank=1),
        )

    def rows(self, facts: Templates) -> Sequence[Row]:
        rows = []
        found = [(each, facts.ground.fillings(each) if facts.ground else ()) for each in facts.templates]
        for each, ways in sorted(found, key=lambda pair: not pair[1]):
            fits = ways[0].words if ways else "does not fit" if facts.ground else "–"
            tone = Tone.FINE if ways else Tone.FAINT
            mark = glyph(tone) if facts.ground else ()
            more = f" and {len(ways) - 1} other ways" if len(ways) > 1 else ""
            cells = (
                mark,
                cell(each.name),
                cell(each.title, Tone.DIM),
                cell(fits + more, Tone.INK if ways else Tone.FAINT),
            )
            rows.append(Row(each.name, cells, ("fits" if ways else "", each.name, each.title, fits)))
        return rows

    def detail(self, facts: Templates, row: Row) -> Sequence[Block]:
        template = _named(facts, row)
        if template is None:
            return ()
        blocks: list[Block] = [Heading(cell(template.title, bold=True)), Words((cell(template.why, limit=2_000),))]
        if facts.ground is None:
            wants = ", ".join(name.replace("_", " ") for name in template.wants)
            pairs = (("template", cell(template.name, Tone.DIM)), ("fills in", cell(wants or None, Tone.DIM)))
            return [
                *blocks,
                Words(((),)),
                Facts(pairs),
                Section("its statements"),
                Code(re.sub(r"\{\{(\w+)\}\}", r"‹\1›", template.text)),
            ]
        ways = facts.ground.fillings(template)
        if not ways:
            place = f"{facts.ground.schema}.{facts.ground.table}"
            words = f"{place} has no columns and no foreign keys that it could be filled in from."
            return [*blocks, Words(((), cell(words, Tone.LOOK)))]
        for number, each in enumerate(ways[:3], 1):
            title = each.words if len(ways) == 1 else f"{number}. {each.words}"
            absent = _absent(facts.ground, template, each)
            note = (Words((cell(f"▲ There is no role {', '.join(absent)} here.", Tone.LOOK),)),) if absent else ()
            blocks += [Section(title), *note, Code(fill(template, each))]
        return blocks

    def crumbs(self, facts: Templates, row: Row) -> tuple[str, ...]:
        return (row.key,)

    def link(self, facts: Templates, row: Row) -> str:
        table = f" {facts.ground.schema}.{facts.ground.table}" if facts.ground else ""
        return f"greenroom audit template {row.key}{table} --target {self.target}"

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self, facts: Templates, row: Row | None) -> Sequence[Item]:
        template = _named(facts, row)
        fits = template is not None and facts.ground is not None and bool(facts.ground.fillings(template))
        why = "" if fits else "no table is chosen" if facts.ground is None else "it does not fit this table"
        target = self.console.current
        closed = "" if target is not None and target.access is TargetAccess.GUARDED else "this target is read-only"
        return (
            Item("table", "Fill in for a table…", "names come from the catalogue"),
            Item("try", "Try it on a copy of the schema", "nothing is sent to this target", why_not=why),
            Item("write", "Write it as a migration", "a file; tried on a copy first", why_not=why),
            Item("apply", "Run it here", "the plan says how bad", why_not=closed or why),
        )

    @property
    def opens(self) -> bool:
        """Enter chooses the table first; afterwards it goes to the statements."""
        return self._table is None

    async def perform(self, key: str, facts: Templates, row: Row | None) -> bool:
        if key in ("open", "table"):
            access = await self.screen.working("Reading the tables", lambda _: self.screen.access())
            relation = await choose_table(self.screen, access, "Policies for which table?") if access else None
            if relation is None:
                return False
            self._table = (relation.schema, relation.name)
            return True
        template = _named(facts, row)
        if template is None or facts.ground is None:
            return False
        filling = await self._filling(facts.ground, template)
        if filling is None:
            return False
        title = f"{template.name} on {facts.ground.schema}.{facts.ground.table}"
        return await carry_plan(self.screen, key, plan_statements(title, fill(template, filling)))

    async def _filling(self, ground: TemplateGround, template: PolicyTemplate) -> Filling | None:
        ways = ground.fillings(template)
        if not ways:
            raise Problem("The template does not fit this table.", "No column says whose a row is.", "Choose another.")
        if len(ways) == 1:
            return ways[0]
        items = [Item(str(number), each.words) for number, each in enumerate(ways)]
        chosen = await self.console.push_screen_wait(Choice("Filled in how?", items))
        return ways[int(chosen)] if chosen is not None else None

    def leave(self) -> bool:
        if self._table is None:
            return False
        self._table = None
        return True


def _named(facts: Templates, row: Row | None) -> PolicyTemplate | None:
    return next((each for each in facts.templates if row is not None and each.name == row.key), None)


def _absent(ground: TemplateGround, template: PolicyTemplate, filling: Filling) -> list[str]:
    """Roles that its statements name and that are not here."""
    text = fill(template, filling)
    return sorted(
        role for role in {filling.role, filling.visitor, filling.service} - ground.roles if f'"{role}"' in text
    )


def _blanks(text: str) -> str:
    """The text of a template with what is to be filled in between brackets."""
    return re.sub(r"\{\{(\w+)\}\}", r"‹\1›", text)
