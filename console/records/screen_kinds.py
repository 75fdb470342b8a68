"""The first spot: what there is to look up. Defined kinds first with their saved lists, then every other table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.core.blocking import in_daemon
from console.core.unknown import Unknown
from console.records.definition import Definition
from console.records.opened import Records
from console.records.screen_spot import Desk, Doing, ListOf, Spot
from console.records.session import record_session
from console.records.suggest import Suggestion, Sureness
from console.records.suggested import accept
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


_WRONG = "\0wrong "


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
        self._looked = False

    @property
    def crumb(self) -> str:
        return self._title

    def _shown(self, records: Records) -> Sequence[Definition]:
        every = records.definitions.values()
        return records.archetype(*self._archetypes) if self._archetypes else tuple(every)

    def nothing(self, facts: Kinds) -> tuple[str, str] | None:
        if not self._archetypes and not facts.records.kinds:
            return (
                "There are no tables that this role may read.",
                "A table in any schema but the platform's shows here.",
            )
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
        problems = len(facts.records.wrong())
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
        if self._archetypes:
            return rows
        plain = [kind for kind in records.kinds if kind not in records.definitions]
        if plain:
            rows.append(Row("family tables", group=cell("Tables without a definition", Tone.DIM, bold=True)))
            rows += [_row(records, kind, kind, _held(records, kind)) for kind in plain]
        return [*rows, *_wrong_rows(records)]

    async def closer(self, database: Database, facts: Kinds, row: Row | None, last: bool) -> bool:
        """Look at every kind once, behind the first picture: what is wrong in definitions, what other tables hold."""
        if self._looked:
            return False
        self._looked = True
        async with record_session(database) as session:
            await facts.records.look_around(session)
        return True

    def detail(self, facts: Kinds, row: Row) -> Sequence[Block]:
        records = facts.records
        if row.key.startswith(_WRONG):
            problem = records.wrong()[int(row.key.removeprefix(_WRONG))]
            said = [problem.why, problem.remedy]
            return [Heading(cell(problem.what, bold=True)), Words([cell(each, Tone.DIM) for each in said if each])]
        kind, _, view = row.key.partition("\n")
        relation = records.relation(kind)
        definition = records.definitions.get(kind)
        blocks: list[Block] = [Heading(cell(view or kind, bold=True))]
        blocks.append(Facts([("table", cell(relation.qualified)), ("rows", _count(relation.estimate))]))
        if relation.comment:
            blocks.append(Words([cell(relation.comment, Tone.DIM)]))
        if definition is None:
            return [*blocks, *_suggested_blocks(records.suggestion(relation))]
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
        if row.key.startswith(_WRONG):
            return False
        kind, _, view = row.key.partition("\n")
        self.desk.show_list(kind, ListOf(view=view or None))
        return True

    def doings(self, facts: Kinds, row: Row | None) -> Sequence[Doing]:
        if row is None or row.key.startswith((_WRONG, "family ")) or "\n" in row.key:
            return ()
        records, kind = facts.records, row.key
        suggestion = records.suggestion(records.relation(kind))
        why = "it has a definition" if kind in records.definitions else ""
        if not why and (suggestion is None or suggestion.sureness is Sureness.NONE):
            why = suggestion.reasons[0] if suggestion is not None else "its table was not looked at"

        async def run() -> bool:
            resource = records.known(kind)
            if resource is None or suggestion is None:
                return False
            path = await in_daemon(lambda: accept(resource, suggestion), timeout=20)
            self.desk.console.notify(f"{kind} is defined in {path}: it counts when the target is opened again.")
            return False

        held = suggestion.archetype if suggestion is not None else ""
        return (
            Doing("accept", f"Define {kind} as {held or 'what it holds'}", run, "a file of yours", why, writes=False),
        )

    def command(self, row: Row) -> str:
        if row.key.startswith(_WRONG):
            return "records"
        kind, _, view = row.key.partition("\n")
        return f"records {kind}" + (f" --view '{view}'" if view else "")


def _held(records: Records, kind: str) -> str:
    """What a table without a definition surely holds."""
    suggestion = records.suggestion(records.relation(kind))
    return suggestion.archetype if suggestion is not None and suggestion.sureness is Sureness.SURE else ""


def _suggested_blocks(suggestion: Suggestion | None) -> list[Block]:
    if suggestion is None or suggestion.sureness is Sureness.NONE:
        return [Section("Definition"), Words([cell("None: it is shown by the shape of its table.", Tone.DIM)])]
    sure = suggestion.sureness is Sureness.SURE
    said = f"It surely holds: {suggestion.archetype}." if sure else f"It may hold: {suggestion.archetype}."
    note = "It is shown as that. o writes it as a definition." if sure else "o takes that as its definition."
    reasons = [cell(each, Tone.DIM) for each in suggestion.reasons]
    return [Section("Definition"), Words([cell(said), *reasons, cell(note, Tone.FAINT)])]


def _wrong_rows(records: Records) -> list[Row]:
    """A line for everything that is wrong in definitions."""
    problems = records.wrong()
    if not problems:
        return []
    head = Row("family wrong", group=cell("Definitions to look at", Tone.LOOK, bold=True))
    lines = [
        Row(
            f"{_WRONG}{number}",
            (cell(f"▲ {each.what}", Tone.LOOK), (), cell(each.remedy, Tone.DIM)),
            (each.what, None, ""),
        )
        for number, each in enumerate(problems)
    ]
    return [head, *lines]


def _row(records: Records, kind: str, words: str, held: str = "") -> Row:
    relation = records.relation(kind)
    return Row(
        kind,
        (
            join(cell(words), cell(held, Tone.FAINT) if held else ()),
            _count(relation.estimate),
            cell(relation.qualified, Tone.FAINT),
        ),
        (kind, round(relation.estimate), relation.qualified),
    )


def _count(estimate: float) -> Line:
    return cell("–" if estimate < 0 else f"~{estimate:,.0f}", Tone.DIM)
