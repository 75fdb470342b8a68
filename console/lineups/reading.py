"""Nights and boards as the server has them. Which tables and columns they are comes from the definitions.

A definition with `[KIND.lineup]` says it; an ordered child of an event without one is read by the columns that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from console.core.nearest import nearest
from console.database.names import Part, expression, identifier
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.errors import UsageProblem
from console.lineups.board import Application, Board, Night, Sales, Spot
from console.records.catalogue import Column, Shape
from console.records.definition_lineup import EVENT, QUEUE, SPOT, Lineup
from console.records.opened import Records
from console.records.ordering import parts_of
from console.records.resource import Resource
from console.records.session import record_session

MOST = 200
"""Nights of one list."""
PAST = timedelta(days=400)

_ABSENT = "null"
_GUESSED = {
    "type": ("type", "kind", "slot_type", "spot_type"),
    "minutes": ("minutes", "set_length", "duration_minutes", "length", "duration"),
    "fee": ("fee", "payment_amount", "payment", "amount"),
    "person": ("comedian_id", "performer_id", "artist_id", "act_id", "person_id", "profile_id", "user_id"),
    "starts": ("starts_at", "start_time", "start_at", "date", "event_date", "begins_at"),
    "place": ("venue", "place", "location"),
    "capacity": ("capacity", "seats"),
    "notes": ("notes", "note", "remarks"),
    "act": ("stage_name", "display_name", "name", "title"),
}


@dataclass(frozen=True, slots=True)
class Lineups:
    """Where a database keeps its line-ups: the ordered rows, the events above them, and what else there is."""

    records: Records
    spots: Resource
    events: Resource
    people: Resource | None
    applications: Resource | None
    confirmations: Resource | None
    lineup: Lineup

    @property
    def has(self) -> frozenset[str]:
        """The parts of a spot that this schema knows."""
        lineup = self.lineup
        found = {name for name in ("type", "fee", "person") if getattr(lineup, name)}
        found |= {name for name in ("minutes", "elsewhere", "notes") if lineup.spot.get(name)}
        found |= {"answer"} if lineup.spot.get("confirmed_at") else set()
        found |= {"application"} if lineup.spot.get("application") else set()
        return frozenset(found)


def lineup_kinds(records: Records) -> tuple[str, ...]:
    """The kinds that are line-ups: those that say so, and those in an order below an event."""
    found = [each.name for each in records.definitions.values() if each.lineup and each.parent and each.position]
    events = {each.name for each in records.archetype("event")}
    for each in records.definitions.values():
        if each.archetype == "ordered child" and each.lineup is None and each.parent and each.position:
            above = each.parent.removesuffix("_id")
            if any(event.rstrip("s") == above for event in events):
                found.append(each.name)
    return tuple(found)


async def open_lineups(session: ReadSession, records: Records, kind: str = "") -> Lineups:
    """The line-ups of a database, of that kind where there are several. UsageProblem where there are none."""
    kinds = lineup_kinds(records)
    if not kinds:
        raise UsageProblem(
            "No table here is known to hold a line-up.",
            "It is one whose rows stand in an order below an event.",
            "A definition says which: parent, position and [KIND.lineup] in a file of the folder records.",
        )
    if kind and kind not in kinds:
        raise UsageProblem(f"{kind} is no line-up.", "", nearest(kind, kinds))
    spots = await records.resource(session, kind or kinds[0])
    reference = spots.shape.reference(spots.definition.parent)
    above = records.catalogue.shapes.get(reference.oid) if reference else None
    if above is None:
        raise UsageProblem(f"{spots.definition.many} stand below nothing that is known.", "", "")
    events = await records.resource(session, above.relation.qualified)
    lineup = _completed(spots, events)
    points = spots.shape.reference(lineup.person) if lineup.person else None
    person = records.catalogue.shapes.get(points.oid) if points else None
    people = await records.resource(session, person.relation.qualified) if person else None
    applications, confirmations = [
        await records.resource(session, name) if name in records.definitions else None
        for name in (lineup.applications, lineup.confirmations)
    ]
    return Lineups(records, spots, events, people, applications, confirmations, lineup)


def _completed(spots: Resource, events: Resource) -> Lineup:
    """What the definition says, and where it says nothing what the columns suggest."""
    given = spots.definition.lineup or Lineup()
    made: dict[str, Any] = {
        name: getattr(given, name) or _guess(spots.shape, name, foreign=name == "person")
        for name in ("person", "type", "minutes", "fee")
    }
    made["spot"] = {**_spot_guesses(spots, made), **given.spot}
    guesses = {name: _column_of(events.shape, name) for name in ("starts", "place", "capacity")}
    made["event"] = {**{name: sql for name, sql in guesses.items() if sql}, **given.event}
    return replace(given, **made)


def _spot_guesses(spots: Resource, made: Mapping[str, Any]) -> dict[str, str]:
    found = {"minutes": _this(made["minutes"]), "notes": _column_of(spots.shape, "notes")}
    found["act"] = _column_of(spots.shape, "act")
    return {name: sql for name, sql in found.items() if sql}


def _this(column: str) -> str:
    return f"this.{identifier(column).as_string(None)}" if column else ""


def _column_of(shape: Shape, name: str) -> str:
    return _this(_guess(shape, name))


def _guess(shape: Shape, name: str, *, foreign: bool = False) -> str:
    for wanted in _GUESSED[name]:
        column = shape.column(wanted)
        if column is not None and column.readable and (not foreign or shape.reference(wanted) is not None):
            return wanted
    return ""


def _expressions(given: Mapping[str, str], names: Iterable[str]) -> dict[str, Part]:
    return {name: expression(given.get(name) or _ABSENT) for name in names}


def _key(resource: Resource) -> Column:
    column = resource.shape.column(resource.key[0]) if len(resource.key) == 1 else None
    if column is None:
        raise UsageProblem(f"{resource.definition.many} have no key of one column.", "No row can be named.", "")
    return column


def _named(resource: Resource) -> Part:
    paths = [path for path in resource.title_paths if "." not in path]
    return expression(f"{_this(paths[0] if paths else _key(resource).name)}::text")


# ---- nights --------------------------------------------------------------------------------------------------------


async def read_nights(
    session: ReadSession,
    lineups: Lineups,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    event: str | None = None,
    newest: bool = False,
) -> tuple[Night, ...]:
    """Nights between two moments, or the one of that key."""
    events, spots, lineup = lineups.events, lineups.spots, lineups.lineup
    states = events.definition.states
    query = load("lineups/nights").with_identifiers(
        relation=identifier(events.relation.schema, events.relation.name),
        spots_of=identifier(spots.relation.schema, spots.relation.name),
        key=identifier(_key(events).name),
        parent=identifier(spots.definition.parent),
        name=_named(events),
        state=expression(f"{_this(states.column)}::text" if states else "null::text"),
        fee=expression(_this(lineup.fee) or _ABSENT),
        **_expressions(lineup.event, (each for each in EVENT if each != "sold_by")),
        **_expressions(lineup.spot, ("confirmed_at", "declined_at", "deadline")),
    )
    binds = {
        "event": event,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "newest": newest,
        "most": MOST,
    }
    return tuple(_made(Night, row) for row in await session.mappings(query, binds))


@dataclass(frozen=True, slots=True)
class Nights:
    """Tonight, what is to come, what has been; each in the order in which one looks for it."""

    tonight: tuple[Night, ...]
    upcoming: tuple[Night, ...]
    past: tuple[Night, ...]


async def read_all_nights(session: ReadSession, lineups: Lineups, now: datetime) -> Nights:
    """The nights around `now`, which is a moment with its zone: tonight is its day there."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = (today + timedelta(days=1, hours=12)).replace(hour=0)
    if not lineups.lineup.event.get("starts"):
        return Nights((), await read_nights(session, lineups), ())
    return Nights(
        await read_nights(session, lineups, since=today, until=tomorrow),
        await read_nights(session, lineups, since=tomorrow),
        await read_nights(session, lineups, since=today - PAST, until=today, newest=True),
    )


# ---- one board -----------------------------------------------------------------------------------------------------


async def read_board(session: ReadSession, lineups: Lineups, event: str) -> Board | None:
    """The board of an event; None where there is no such event that this role may see."""
    nights = await read_nights(session, lineups, event=event)
    if not nights:
        return None
    return Board(
        night=nights[0],
        spots=await _spots(session, lineups, event),
        applications=await _applications(session, lineups, event),
        sales=await _sales(session, lineups, event),
        has=lineups.has,
        needs=lineups.lineup.needs,
        approved=lineups.lineup.approved,
        currency=lineups.spots.definition.currency,
    )


async def _spots(session: ReadSession, lineups: Lineups, event: str) -> tuple[Spot, ...]:
    lineup = lineups.lineup
    parts = parts_of(lineups.spots)
    parts.pop("key_type")
    query = load("lineups/spots").with_identifiers(
        **parts,
        person=identifier(lineup.person or lineups.spots.key[0]),
        type=expression(_this(lineup.type) or _ABSENT),
        fee=expression(_this(lineup.fee) or _ABSENT),
        **_expressions(lineup.spot, SPOT),
    )
    found = tuple(_made(Spot, row) for row in await session.mappings(query, {"parent": event}))
    if lineup.spot.get("act") or lineups.people is None:
        return found
    keys = [each.person for each in found if each.person]
    called = {each.person: each.act for each in await _people(session, lineups, "", (), keys)}
    return tuple(replace(each, act=called.get(each.person)) for each in found)


async def _applications(session: ReadSession, lineups: Lineups, event: str) -> tuple[Application, ...]:
    kind, lineup = lineups.applications, lineups.lineup
    if kind is None:
        return ()
    to = next((each for each in kind.shape.references_out if each.oid == lineups.events.relation.oid), None)
    parent = kind.shape.column(to.columns[0]) if to else None
    person = kind.shape.column(lineup.person)
    if parent is None or person is None:
        return ()
    states = kind.definition.states
    query = load("lineups/applications").with_identifiers(
        relation=identifier(kind.relation.schema, kind.relation.name),
        key=identifier(_key(kind).name),
        parent=identifier(parent.name),
        parent_type=expression(parent.base),
        person=identifier(person.name),
        state=expression(_this(states.column) if states else _ABSENT),
        **_expressions(lineup.queue, QUEUE),
    )
    rows = await session.mappings(query, {"parent": event, "waiting": list(lineup.waiting)})
    return tuple(replace(_made(Application, row), waits=row["state"] in lineup.waiting) for row in rows)


async def _sales(session: ReadSession, lineups: Lineups, event: str) -> tuple[Sales, ...]:
    sold_by = lineups.lineup.event.get("sold_by")
    if not sold_by:
        return ()
    events = lineups.events
    query = load("lineups/sales").with_identifiers(
        relation=identifier(events.relation.schema, events.relation.name),
        key=identifier(_key(events).name),
        sold_by=expression(sold_by),
    )
    rows = await session.mappings(query, {"event": event})
    found = (rows[0]["sold_by"] if rows else None) or ()
    return tuple(_made(Sales, {name: _typed(name, value) for name, value in each.items()}) for each in found)


def _typed(name: str, value: Any) -> Any:
    """A value of a JSON document as what it is: money stands there as text, so that it stays exact."""
    if value is None:
        return 0 if name in ("wrong", "twice") else None
    if name == "synced":
        return datetime.fromisoformat(str(value))
    return Decimal(str(value)) if name in ("gross", "fees", "net") else value


async def read_acts(session: ReadSession, lineups: Lineups, text: str, there: Iterable[str]) -> tuple[Spot, ...]:
    """Who can be put into a line-up and has this in the name, as spots without a place. UsageProblem where a schema
    does not say who its acts are.
    """
    if lineups.people is None or not _names(lineups.people.shape):
        raise UsageProblem("Who could be put in is not known.", "A spot does not point at a person here.", "")
    return await _people(session, lineups, text, there, None)


async def _people(
    session: ReadSession, lineups: Lineups, text: str, there: Iterable[str], keys: list[str] | None
) -> tuple[Spot, ...]:
    people = lineups.people
    if people is None:
        return ()
    query = load("lineups/acts").with_identifiers(
        relation=identifier(people.relation.schema, people.relation.name),
        key=identifier(_key(people).name),
        act=expression(f"coalesce({_names(people.shape) or 'null::text'})"),
        who=expression(lineups.lineup.acts or "true"),
    )
    rows = await session.mappings(query, {"text": text, "there": list(there), "keys": keys})
    return tuple(Spot(person=row["key"], act=row["act"]) for row in rows)


def _names(shape: Shape) -> str:
    found = [f"{_this(name)}::text" for name in _GUESSED["act"] if shape.column(name) is not None]
    return ", ".join(found)


def _made(kind: Any, row: Mapping[str, Any]) -> Any:
    """A row as a value; its moments in UTC."""
    wanted = {each.name for each in fields(kind)}
    return kind(**{name: _utc(value) for name, value in row.items() if name in wanted})


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


async def board_of(database: Database, target: str, event: str, kind: str = "") -> tuple[Lineups, Board]:
    """The board of the event of that key, or of that name where it names one alone. UsageProblem where none does."""
    from console.records.opened import open_records
    from console.records.showing import key_named

    async with record_session(database) as session:
        lineups = await open_lineups(session, await open_records(session, target), kind)
    (key,) = await key_named(database, lineups.records, lineups.events, event)
    async with record_session(database) as session:
        board = await read_board(session, lineups, key)
    if board is None:
        raise UsageProblem(f"There is no {lineups.events.definition.one} {event}.", "", "greenroom lineup list")
    return lineups, board
