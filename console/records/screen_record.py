"""One record as a list: fields, what belongs to it, what may be done, what happened. Enter follows a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.core.unknown import Unknown
from console.records.listing import key_as_text, key_from_text
from console.records.record import FieldValue
from console.records.record_blocks import field_line, moment_line, record_blocks
from console.records.record_cells import local, state_cell
from console.records.related import Group
from console.records.screen_actions import Actions
from console.records.screen_spot import Desk, Doing, ListOf, Spot
from console.records.session import record_session
from console.records.showing import RecordPage, read_page
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database


class RecordSpot(Spot[RecordPage]):
    """One record."""

    thing = "line"
    columns = (
        Column("what", "", least=14, most=28),
        Column("value", "", least=20, most=200, grow=True),
        Column("more", "", most=26, rank=1),
    )

    def __init__(self, desk: Desk, kind: str, key: tuple[str, ...]) -> None:
        super().__init__(desk)
        self.kind = kind
        self.key = key
        self._title = ""
        self.revealed: frozenset[str] = frozenset()

    @property
    def crumb(self) -> str:
        return self._title or key_as_text(self.key)

    async def read(self, database: Database) -> RecordPage | Unknown:
        records = self.desk.records()
        async with record_session(database) as session:
            resource = await records.resource(session, self.kind)
        page = await read_page(database, records, resource, self.key, target=self.desk.target, reveal=self.revealed)
        if page is None:
            return Unknown(f"There is no such {resource.definition.one} any more.", "esc goes back.")
        self._title = page.whole.title
        return page

    def words(self, facts: RecordPage) -> Line:
        whole = facts.whole
        return join(
            state_cell(whole.resource.definition.states, whole.state) if whole.state else (),
            cell(whole.subtitle, Tone.DIM) if whole.subtitle else (),
            cell(f"✖ {len(facts.broken)} not as it should be", Tone.WRONG)
            if not isinstance(facts.broken, Unknown) and facts.broken
            else (),
            gap="   ",
        )

    def rows(self, facts: RecordPage) -> Sequence[Row]:
        rows = [_field(each) for each in facts.whole.fields]
        for number, group in enumerate(facts.groups):
            rows += _group(number, group)
        if not isinstance(facts.timeline, Unknown) and facts.timeline:
            rows.append(Row("what happened", group=cell("What happened", Tone.DIM, bold=True)))
            for number, each in enumerate(facts.timeline):
                row = (cell(local(each.at), Tone.DIM), cell(each.what), cell(each.who, Tone.DIM) if each.who else ())
                rows.append(Row(f"moment {number}", row, (each.at, each.what, each.who)))
        return rows

    def detail(self, facts: RecordPage, row: Row) -> Sequence[Block]:
        kind, _, rest = row.key.partition(" ")
        if kind == "field":
            found = next((each for each in facts.whole.fields if each.column.name == rest), None)
            return _field_blocks(found) if found else ()
        if kind == "moment" and not isinstance(facts.timeline, Unknown):
            each = facts.timeline[int(rest)]
            return [Heading(moment_line(each)), Facts([("says", cell(each.source))])]
        return record_blocks(facts)

    def opened(self, facts: RecordPage, row: Row) -> bool:
        kind, _, rest = row.key.partition(" ")
        if kind == "field":
            found = next((each for each in facts.whole.fields if each.column.name == rest), None)
            if found is not None and found.target is not None:
                kind, key, _ = found.target
                target = self.desk.records().relation(kind)
                shape = self.desk.records().catalogue.shapes[target.oid]
                self.desk.show_record(kind, key_from_text(key, len(shape.key)))
                return True
            return False
        if kind == "related":
            number, _, key = rest.partition(" ")
            group = facts.groups[int(number)]
            child = self.desk.records().known(group.kind)
            if child is not None and child.key:
                self.desk.show_record(group.kind, key_from_text(key, len(child.key)))
                return True
        if kind == "all":
            group = facts.groups[int(rest)]
            words = f"{group.name} of {facts.whole.title}"
            self.desk.show_list(group.listed, ListOf(fixed=group.condition, words=words))
            return True
        return False

    def doings(self, facts: RecordPage, row: Row | None) -> Sequence[Doing]:
        actions = Actions(self.desk)
        column = row.key.removeprefix("field ") if row is not None and row.key.startswith("field ") else ""
        return [*actions.of_record(facts), *actions.of_field(facts, column), self._reveal(facts)]

    def _reveal(self, facts: RecordPage) -> Doing:
        from console.records.revealing import reveal, revealable

        hidden = revealable(facts.whole.resource) - self.revealed

        async def run() -> bool:
            target = self.desk.console.current
            if target is None:
                return False
            self.revealed |= await reveal(target, facts.whole.resource, self.key)
            return True

        why = "" if hidden else "nothing more of it is masked"
        return Doing("reveal", "Show what is masked", run, "written into the journal", why, writes=False)

    def command(self, row: Row) -> str:
        return f"show {self.kind} {key_as_text(self.key)}"


def _field(each: FieldValue) -> Row:
    more = each.column.type  # how long ago stands beside the moment
    name = cell(each.column.name, Tone.DIM)
    return Row(
        f"field {each.column.name}",
        (name, field_line(each), cell(more, Tone.FAINT)),
        (each.column.name, each.text, more),
    )


def _group(number: int, group: Group) -> list[Row]:
    if isinstance(group.records, Unknown):
        title = join(cell(group.name, Tone.DIM, bold=True), cell(group.records), gap="   ")
        return [Row(f"group {number}", group=title)]
    count = f"{group.count}{'+' if group.more else ''}"
    rows = [Row(f"group {number}", group=join(cell(group.name, Tone.DIM, bold=True), cell(count, Tone.FAINT)))]
    if not group.records:
        return []
    for one in group.records:
        shown = [text for path, text in one.values.items() if text and text not in (one.title, one.state)]
        rows.append(
            Row(
                f"related {number} {one.id}",
                (cell(one.title), cell(" · ".join(shown[:4]), Tone.DIM), cell(one.state, Tone.DIM)),
                (one.title, " · ".join(shown[:4]), one.state),
            )
        )
    if group.more or (group.count or 0) > len(group.records):
        rows.append(Row(f"all {number}", (cell("…"), cell(f"all {count} of them", Tone.FINE), ()), ("…", count, None)))
    return rows


def _field_blocks(each: FieldValue) -> Sequence[Block]:
    column = each.column
    blocks: list[Block] = [Heading(cell(column.name, bold=True))]
    facts: list[tuple[str | Line, Line]] = [("type", cell(column.type)), ("value", field_line(each))]
    if column.comment:
        facts.append(("means", cell(column.comment, Tone.DIM)))
    if column.labels:
        facts.append(("one of", cell(", ".join(column.labels), Tone.DIM)))
    if column.generated:
        facts.append(("", (Span("computed by the server", Tone.FAINT),)))
    blocks.append(Facts(facts))
    if each.text and column.json and each.mask is None:
        blocks += [Section("Document"), Code(_pretty(each.text), "json")]
    elif each.text and each.mask is None and len(each.text) > 60:
        blocks += [Section("Whole"), Words([cell(line, limit=4_000) for line in each.text.split("\n")[:200]])]
    return blocks


def _pretty(text: str) -> str:
    import json

    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
