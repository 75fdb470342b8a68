"""The records of one kind: a page at a time by keyset, more as the cursor comes near the end; the record beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from console.core.unknown import Unknown
from console.records.asked import read_pages, request_of
from console.records.listing import Lister, Page, Record, Request
from console.records.record_blocks import record_blocks
from console.records.record_cells import heading_of, state_tone, value_cell
from console.records.resource import Resource
from console.records.screen_actions import Actions
from console.records.screen_spot import Desk, Doing, ListOf, Spot
from console.records.session import record_session
from console.records.showing import RecordPage, read_page
from console.widgets.blocks import Block, Heading, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database

_WINDOW = 600
"""Rows that are kept, around the cursor: those far away are read again when it comes back to them."""
_NEAR = 15
"""Rows from the first one at which those before it are fetched."""
_EXPORTED = 100_000


@dataclass(slots=True)
class Listed:
    """What is shown of a list: its kind, the request, the records so far, and how many there are (None: not known)."""

    resource: Resource
    lister: Lister
    request: Request
    records: list[Record]
    more: bool
    count: int | None
    slow: str = ""
    before: bool = False
    """Whether there are records before the first one that is kept."""
    exact: bool = False
    """Whether `count` is all of them, as somebody has asked for."""


class ListSpot(Spot[Listed]):
    """One kind's list."""

    asks_server = True

    def __init__(self, desk: Desk, kind: str, which: ListOf | None = None) -> None:
        super().__init__(desk)
        which = which or ListOf()
        self.kind = kind
        self._view = which.view
        self.filter = which.filter
        self._words = which.words
        self._fixed = which.fixed
        self._sort: str | None = None
        self._pages: dict[tuple[str, ...], RecordPage] = {}
        self._agreed = False

    @property
    def crumb(self) -> str:
        return self._words or self._view or self.kind.replace("_", " ")

    async def read(self, database: Database) -> Listed | Unknown:
        records = self.desk.records()
        async with record_session(database) as session:
            resource = await records.resource(session, self.kind)
        self.thing = resource.definition.one
        self.columns = columns_of(resource)
        self._pages.clear()
        lister = Lister(records.catalogue, resource)
        request = request_of(records, resource, self.filter, view=self._view, sort=self._sort, fixed=self._fixed)
        slow = "" if self._agreed else lister.slow(request)
        if slow:
            request = replace(request, sort=None, view=replace(request.view, order="") if request.view else None)
        async with record_session(database) as session:
            page = await lister.page(session, request)
        count = await database.ask(lister.count, request)
        return Listed(resource, lister, request, list(page.records), page.more, _known(count), slow)

    def words(self, facts: Listed) -> Line:
        many = facts.count is not None and facts.count > 1_000 and not facts.exact
        count = "" if facts.count is None else "1,000+" if many else f"{facts.count:,}"
        return join(
            cell(f"{count} {facts.resource.definition.many}" if count else "? how many is unknown", Tone.DIM),
            cell(f"by {_sorted(facts)}", Tone.DIM),
            cell(f"▲ {len(facts.resource.problems)} of its definition do not fit", Tone.LOOK)
            if facts.resource.problems
            else (),
            cell("row security applies: there may be more", Tone.DIM) if facts.resource.shape.filtered else (),
            cell(_keyless(facts), Tone.DIM) if not facts.resource.key else (),
            gap="   ",
        )

    def rows(self, facts: Listed) -> Sequence[Row]:
        return [_row(facts.resource, one) for one in facts.records]

    def nothing(self, facts: Listed) -> tuple[str, str] | None:
        if facts.records:
            return None
        many = facts.resource.definition.many
        if self.filter:
            return f"No {many} match “{self.filter}”.", "/ changes the filter, esc goes back."
        if facts.resource.shape.filtered:
            return f"This role sees no {many}.", "Row security decides what it sees: there may be some."
        return f"There are no {many}{' in this list' if self._view else ''}.", "A row in its table will show here."

    def detail(self, facts: Listed, row: Row) -> Sequence[Block]:
        record = self._record(facts, row)
        page = self._pages.get(record.key) if record else None
        if record is None:
            return ()
        if page is None:
            return [Heading(cell(record.title, bold=True)), Words([cell("reading …", Tone.DIM)])]
        return record_blocks(page)

    async def closer(self, database: Database, facts: Listed, row: Row | None, last: bool) -> bool:
        news = False
        if last and facts.more and facts.lister.paged:
            await self._further(database, facts)
            news = True
        elif facts.before and row is not None and any(one.id == row.key for one in facts.records[:_NEAR]):
            await self._earlier(database, facts)
            news = True
        record = self._record(facts, row) if row else None
        if record is not None and record.key not in self._pages and facts.resource.key:
            page = await read_page(database, self.desk.records(), facts.resource, record.key, target=self.desk.target)
            if page is not None:
                self._pages[record.key] = page
                news = True
        return news

    async def _further(self, database: Database, facts: Listed) -> None:
        async with record_session(database) as session:
            page: Page = await facts.lister.page(session, replace(facts.request, after=facts.records[-1].cursor))
        facts.records += page.records
        facts.more = page.more
        if len(facts.records) > _WINDOW:
            del facts.records[:-_WINDOW]
            facts.before = True

    async def _earlier(self, database: Database, facts: Listed) -> None:
        back = replace(facts.request, after=facts.records[0].cursor, backward=True)
        async with record_session(database) as session:
            page = await facts.lister.page(session, back)
        facts.records[:0] = page.records
        facts.before = page.more
        if len(facts.records) > _WINDOW:
            del facts.records[_WINDOW:]
            facts.more = True

    async def edge(self, database: Database, facts: Listed, side: int) -> bool:
        """The last page, read from its end; the first one, where it is not kept any more."""
        if not (facts.lister.paged and (facts.more if side > 0 else facts.before)):
            return False
        request = replace(facts.request, after=None, backward=side > 0)
        async with record_session(database) as session:
            page = await facts.lister.page(session, request)
        facts.records[:] = page.records
        facts.before, facts.more = (page.more, False) if side > 0 else (False, page.more)
        return True

    def opened(self, facts: Listed, row: Row) -> bool:
        record = self._record(facts, row)
        if record is None or not facts.resource.key:
            return False
        self.desk.show_record(facts.resource.name, record.key)
        return True

    def doings(self, facts: Listed, row: Row | None) -> Sequence[Doing]:
        actions = Actions(self.desk)
        record = self._record(facts, row) if row else None
        page = self._pages.get(record.key) if record else None
        found = list(actions.of_record(page)) if page is not None else []
        found += actions.of_list(facts.resource)
        found += self._listing(facts)
        return found

    def _listing(self, facts: Listed) -> Sequence[Doing]:
        """What can be asked of the list itself: nothing of it writes."""

        async def sort() -> bool:
            path = await self._choose_sort(facts)
            if path is None:
                return False
            self._sort, self._agreed = path, True
            return True

        async def count() -> bool:
            database = await self.desk.console.database()
            from console.database.session import EXPORT

            async with record_session(database, EXPORT) as session:
                facts.count = await facts.lister.count(session, facts.request, most=None)
            facts.exact = True
            self.desk.draw()
            self.desk.console.notify(f"{facts.count:,} {facts.resource.definition.many}")
            return False

        return (
            Doing("sort", "Sort by another column", sort, "asked of the server", writes=False),
            Doing("count", "Count all of them", count, "may take a while", writes=False),
        )

    async def _choose_sort(self, facts: Listed) -> str | None:
        from console.widgets.choice import Choice, Item

        items = []
        for path in facts.resource.definition.list:
            slow = facts.lister.slow(replace(facts.request, sort=_sort(path)))
            items.append(Item(path, heading_of(path), slow))
            items.append(Item(f"-{path}", f"{heading_of(path)}, from the other end", slow))
        return await self.desk.console.push_screen_wait(Choice("Sort by", items))

    def refilter(self, text: str) -> bool:
        self.filter = text
        return True

    def command(self, row: Row) -> str:
        return f"show {self.kind} {row.key}"

    async def exported(self, database: Database) -> tuple[list[str], list[tuple[Any, ...]]] | None:
        facts = self.facts
        if facts is None:
            return None
        page = await read_pages(database, facts.lister, replace(facts.request, after=None), _EXPORTED)
        paths = list(facts.resource.definition.list)
        return [*facts.resource.key, *paths], [
            (*one.key, *(one.values[path] for path in paths)) for one in page.records
        ]

    def _record(self, facts: Listed, row: Row) -> Record | None:
        return next((one for one in facts.records if one.id == row.key), None)


def columns_of(resource: Resource) -> tuple[Column, ...]:
    """The columns of a kind's list: what it is called first, numbers at the right."""
    found = []
    for number, path in enumerate(resource.definition.list):
        column = resource.places[path].column
        # A name takes what room there is; a reference is as long as it is.
        wide = column.textual and not column.labels and not ("." not in path and resource.shape.unique(path))
        found.append(
            Column(
                path,
                heading_of(path),
                align="right" if column.numeric else "left",
                least=12 if number == 0 else 10 if wide else 6,
                most=44 if wide else 24,
                grow=wide and number < 2,
                rank=0 if number < 2 else number,
            )
        )
    return tuple(found)


def _row(resource: Resource, record: Record) -> Row:
    paths = resource.definition.list
    return Row(
        record.id,
        tuple(value_cell(resource, path, record.values[path]) for path in paths),
        tuple(record.values[path] for path in paths),
        marks=(("is", state_tone(resource.definition.states, record.state).value),),
    )


def _sort(path: str) -> Any:
    from console.records.listing import Sort

    return Sort(path)


def _sorted(facts: Listed) -> str:
    sort = facts.lister.sort_of(facts.request)
    if sort is None:
        return "key"
    return f"{heading_of(sort.path)}{', newest first' if sort.descending else ''}"


def _keyless(facts: Listed) -> str:
    first = "" if facts.lister.paged or not facts.more else f"the first {len(facts.records)}; "
    return f"{first}no key names a row, so none opens"


def _known(count: int | Unknown) -> int | None:
    return None if isinstance(count, Unknown) else count
