"""The first spot: what there is to look up. Defined kinds first with their saved lists, then every other table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.core.unknown import Unknown
from console.records.definition import Definition
from console.records.opened import Records
from console.records.screen_spot import Desk, Doing, ListOf, Spot
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database

_FAMILIES = {
    "person": "People",
    "event": "Events",
    "booking": "Bookings",
    "order": "Orders and stock",
    "product": "Orders and stock",
    "invoice": "Money",
    "payment": "Money",
    "subscription": "Money",
    "page": "Content",
    "content": "Content",
    "setting": "Content",
    "media": "Content",
    "log": "Logs",
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a database."""

    records: Records


class KindsSpot(Spot[Kinds]):
    """Kinds of records, and the saved lists of each."""

    thing = "kind"
    columns = (
        Column("kind", "kind", least=16, most=40, grow=True),
        Column("rows", "rows", align="right", most=12, rank=1),
        Column("table", "table", most=36, rank=2),
    )

    def __init__(self, desk: Desk, *archetypes: str, title: str = "Records") -> None:
        """`archetypes` are those that are shown, all and every other table where none are given."""
        super().__init__(desk)
        self._archetypes = archetypes
        self._title = title

    @property
    def crumb(self) -> str:
        return self._title

    def _shown(self, records: Records) -> Sequence[Definition]:
        every = records.definitions.values()
        return records.archetype(*self._archetypes) if self._archetypes else tuple(every)

    def nothing(self, facts: Kinds) -> tuple[str, str] | None:
        if not self._archetypes or self._shown(facts.records):
            return None
        words = " or ".join(self._archetypes)
        return (
            f"No table here is known to hold {self._title.lower()}.",
            f'A definition says which: archetype = "{words}" in a file of the folder records beside config.toml.',
        )

    async def read(self, database: Database) -> Kinds | Unknown:
        return Kinds(self.desk.records())

    def words(self, facts: Kinds) -> Line:
        problems = len(facts.records.problems)
        if self._archetypes:
            return cell("f finds anything: e-mail, reference, payment id, half a name", Tone.DIM)
        return join(
            cell(f"{len(facts.records.definitions)} kinds known", Tone.DIM),
            cell(f"{len(facts.records.kinds):,} tables", Tone.DIM),
            cell(f"▲ {problems} definitions to look at", Tone.LOOK) if problems else (),
            gap="   ",
        )

    def rows(self, facts: Kinds) -> Sequence[Row]:
        rows: list[Row] = []
        records = facts.records
        families: dict[str, list[Definition]] = {}
        for each in self._shown(records):
            families.setdefault(_FAMILIES.get(each.archetype, "Other"), []).append(each)
        for family, definitions in families.items():
            rows.append(Row(f"family {family}", group=cell(family, Tone.DIM, bold=True)))
            for each in definitions:
                rows.append(_row(records, each.name, each.many or each.name.replace("_", " ")))
                rows += [
                    Row(
                        f"{each.name}\n{view.name}",
                        (join((Span("  "),), cell(view.name, Tone.DIM), gap=""), (), ()),
                        (view.name, None, None),
                    )
                    for view in each.views
                ]
        plain = [] if self._archetypes else [kind for kind in records.kinds if kind not in records.definitions]
        if plain:
            rows.append(Row("family tables", group=cell("Tables without a definition", Tone.DIM, bold=True)))
            rows += [_row(records, kind, kind) for kind in plain]
        return rows

    def detail(self, facts: Kinds, row: Row) -> Sequence[Block]:
        kind, _, view = row.key.partition("\n")
        records = facts.records
        relation = records.relation(kind)
        definition = records.definitions.get(kind)
        blocks: list[Block] = [Heading(cell(view or kind, bold=True))]
        blocks.append(Facts([("table", cell(relation.qualified)), ("rows", _count(relation.estimate))]))
        if relation.comment:
            blocks.append(Words([cell(relation.comment, Tone.DIM)]))
        if definition is None:
            blocks += [
                Section("Definition"),
                Words([cell("None: it is shown by the shape of its table. o suggests one.", Tone.DIM)]),
            ]
            return blocks
        saved = definition.view(view) if view else None
        if saved is not None:
            blocks += [Section("Rows for which"), Words([cell(saved.sql)])]
            return blocks
        if definition.transitions:
            blocks.append(Section("What may be done"))
            moves = [
                (each.name, cell(f"{', '.join(each.sources) or 'any'} → {each.to or 'the same'}", Tone.DIM))
                for each in definition.transitions
            ]
            blocks.append(Facts(moves, label=18))
        if definition.checks:
            blocks += [Section("Checks"), Words([cell(each.name, Tone.DIM) for each in definition.checks])]
        return blocks

    def opened(self, facts: Kinds, row: Row) -> bool:
        kind, _, view = row.key.partition("\n")
        self.desk.show_list(kind, ListOf(view=view or None))
        return True

    def doings(self, facts: Kinds, row: Row | None) -> Sequence[Doing]:
        return ()

    def command(self, row: Row) -> str:
        kind, _, view = row.key.partition("\n")
        return f"records {kind}" + (f" --view '{view}'" if view else "")


def _row(records: Records, kind: str, words: str) -> Row:
    relation = records.relation(kind)
    return Row(
        kind,
        (cell(words), _count(relation.estimate), cell(relation.qualified, Tone.FAINT)),
        (kind, round(relation.estimate), relation.qualified),
    )


def _count(estimate: float) -> Line:
    return cell("–" if estimate < 0 else f"~{estimate:,.0f}", Tone.DIM)
