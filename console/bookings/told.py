"""Who has booked, who is to be told, and whose money is to be given back: one line a booking, masked as people are.

What is masked is shown only after the journal has written whose and which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from console.bookings.places import Bookings
from console.config import load_config
from console.core.target import Target
from console.database.session import EXPORT, Database
from console.guard.journal import FileJournal
from console.records.definition import MaskKind
from console.records.listing import MOST_PAGE, Lister, Record, Request, key_as_text
from console.records.masks import masked
from console.records.opened import Records
from console.records.session import record_session
from console.records.statements import Asked

_REACHED_BY = (MaskKind.EMAIL, MaskKind.PHONE)

Table = tuple[list[str], list[tuple[Any, ...]]]


async def read_told(
    database: Database,
    records: Records,
    kind: Bookings,
    request: Request,
    *,
    reveal: Target | None = None,
    most: int = 100_000,
) -> Table:
    """Headings and rows of the bookings that a request leaves: what each is, for whom, how to reach them, whether money
    is to be given back. `reveal` is the target in whose journal it is written that nothing is masked.
    """
    lister = Lister(records.catalogue, kind.own)
    rows: list[tuple[Any, ...]] = []
    request = replace(request, size=MOST_PAGE)
    while len(rows) < most:
        async with record_session(database, EXPORT) as session:
            page = await lister.page(session, request)
        rows += await _rows(database, records, kind, page.records, reveal)
        if not page.more:
            break
        request = replace(request, after=page.records[-1].cursor)
    headings = [kind.one, *_own(kind), kind.people.definition.one, *_reached(kind)]
    return [*headings, *(("give back",) if kind.own.definition.paid else ())], rows[:most]


def _own(kind: Bookings) -> list[str]:
    """Columns of the booking itself: its state, its seats, its money."""
    definition = kind.own.definition
    states = definition.states.column if definition.states else ""
    return [each for each in dict.fromkeys((states, kind.rules.seats, definition.money)) if each]


def _reached(kind: Bookings) -> list[str]:
    """Columns by which people are reached."""
    columns = kind.people.shape.columns
    return [each.name for each in columns if each.readable and kind.people.mask_of_path(each.name) in _REACHED_BY]


async def _rows(
    database: Database, records: Records, kind: Bookings, page: Sequence[Record], reveal: Target | None
) -> list[tuple[Any, ...]]:
    if not page:
        return []
    asked = Asked(records.catalogue, kind.own, *(one.key for one in page))
    who, own, reached = kind.rules.who, _own(kind), _reached(kind)
    names = [path for path in kind.people.title_paths if "." not in path]
    wanted = {f"own {name}": asked.text(name) for name in own}
    wanted |= {f"name {name}": asked.text(f"{who}.{name}") for name in names}
    wanted |= {f"reach {name}": asked.text(f"{who}.{name}") for name in reached}
    wanted |= {"person": asked.text(f"{who}.{kind.person}")}
    wanted |= {"paid": asked.so(kind.own.definition.paid)} if kind.own.definition.paid else {}
    async with record_session(database, EXPORT) as session:
        answers = await asked.read_answers(session, wanted)
    if reveal is not None and reached:
        await _written_down(reveal, kind, [str(answer["person"]) for answer in answers.values()], reached)
    rows: list[tuple[Any, ...]] = []
    for one in page:
        answer = answers.get(one.key)
        if answer is None:
            continue  # it is gone since the page was read
        name = " ".join(_seen(kind, path, answer[f"name {path}"], reveal) or "" for path in names).strip()
        reach = [_seen(kind, path, answer[f"reach {path}"], reveal) for path in reached]
        back = (("yes" if answer["paid"] else "no"),) if kind.own.definition.paid else ()
        rows.append((one.title, *(answer[f"own {column}"] for column in own), name, *reach, *back))
    return rows


def _seen(kind: Bookings, column: str, text: str | None, reveal: Target | None) -> str | None:
    mask = kind.people.mask_of_path(column)
    revealed = reveal is not None and mask in _REACHED_BY
    return text if mask is None or revealed else masked(mask, text)


async def _written_down(target: Target, kind: Bookings, people: Sequence[str], columns: Sequence[str]) -> None:
    """Whose and which, before anything is given away. JournalProblem where it cannot be written."""
    journal = FileJournal(keep_days=load_config().keep_values_days)
    try:
        for person in dict.fromkeys(people):
            table = kind.people.relation.qualified
            await journal.revealed(target, table, key_as_text((person,)), tuple(columns))
    finally:
        journal.close()
