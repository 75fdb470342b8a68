"""A line-up as it is drafted, as one operation: places, acts in and out, other values, in one transaction.

Only rows that change are written. It runs nothing: the guard does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from console.core.present import visible
from console.database.names import assigned, expression, identifier, names
from console.database.session import ReadSession
from console.database.sql import load
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import (
    Call,
    Change,
    Operation,
    Query,
    Requirement,
    Reverse,
    ReverseKind,
    Risk,
    Rows,
    Step,
)
from console.lineups.board import Board, Spot
from console.lineups.draft import EDITED, differences, name_of
from console.lineups.reading import Lineups
from console.records.ordering import Order, lock_step, parts_of, place_steps, unmoved
from console.records.resource import Resource
from console.records.written import EVENT, rows_of

NAME = "lineup.arrange"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a line-up that is wanted. `sets` are other values for its type, minutes and fee, as texts. A `row`
    is a new one, as a JSON object of its columns; `key` is empty then unless it is known. `called` is for people.
    """

    key: str = ""
    sets: Mapping[str, str | None] = field(default_factory=dict)
    row: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The whole line-up that is wanted. `gone` are the keys of spots that are taken out; a spot that is in neither
    was added by somebody else.
    """

    entries: tuple[Entry, ...]
    gone: tuple[str, ...] = ()


def wanted_of(lineups: Lineups, board: Board, spots: Sequence[Spot]) -> Wanted:
    """A draft over the board that it began with. UsageProblem where a value has no place in this schema."""
    before = {each.key: each for each in board.spots}
    entries = []
    for each in spots:
        old = before.get(each.key) if each.key else None
        if old is None:
            entries.append(_new(lineups, board, each))
        else:
            changed = {name: _text(getattr(each, name)) for name in EDITED if getattr(each, name) != getattr(old, name)}
            entries.append(Entry(each.key, changed))
    kept = {each.key for each in spots}
    return Wanted(tuple(entries), tuple(key for key in before if key not in kept))


def _new(lineups: Lineups, board: Board, spot: Spot) -> Entry:
    lineup, spots = lineups.lineup, lineups.spots
    row: dict[str, Any] = {spots.definition.parent: board.night.key, lineup.person: spot.person}
    for name in EDITED:
        column = getattr(lineup, name)
        if column and "." not in column and getattr(spot, name) is not None:
            row[column] = _text(getattr(spot, name))
    key = spots.shape.column(spots.key[0])
    made = str(uuid4()) if key is not None and key.base == "uuid" else ""
    if made:
        row[spots.key[0]] = made
    return Entry(made, {}, json.dumps(row), name_of(spot))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


async def read_whole(session: ReadSession, lineups: Lineups, event: str, keys: Sequence[str]) -> dict[str, str]:
    """Spots as JSON objects of all their columns, those aside that are masked: what is needed to put them back."""
    spots = lineups.spots
    hidden = [each.name for each in spots.shape.columns if spots.mask_of_path(each.name) is not None]
    parts = {name: part for name, part in parts_of(spots).items() if name != "position"}
    query = load("lineups/rows").with_identifiers(**parts)
    rows = await session.mappings(query, {"parent": event, "keys": list(keys), "hidden": hidden})
    return {row["key"]: row["whole"] for row in rows}


def arrange(
    lineups: Lineups, order: Order, board: Board, wanted: Wanted, whole: Mapping[str, str] | None = None
) -> Operation:
    """The operation that makes a line-up what is wanted. `board` and `order` are what is there now, `whole` the rows
    that are taken out.

    GuardProblem where somebody has added or removed a spot since, UsageProblem where nothing changes.
    """
    _fits(order, wanted)
    kept = [each for each in wanted.entries if not each.row]
    becomes = {each.key: order.base + number for number, each in enumerate(wanted.entries) if not each.row}
    now = dict(zip(order.keys, order.places, strict=True))
    placed = [each.key for each in kept if now[each.key] != becomes[each.key]]
    added = [(order.base + number, each) for number, each in enumerate(wanted.entries) if each.row]
    steps: list[Step] = []
    steps += [_remove(lineups, order, wanted.gone)] if wanted.gone else []
    steps += place_steps(order, placed, becomes) if placed else []
    steps += [step for each in kept if each.sets for step in _change(lineups, order, board, each)]
    steps += [_insert(lineups, each, place) for place, each in added]
    if not steps:
        raise UsageProblem("The line-up is like that already.", "", "There is nothing to change.")
    spots = board.night.name
    return Operation(
        name=NAME,
        title="Arrange the line-up",
        subject=spots if len(spots) <= 60 and spots.isprintable() else order.parent,
        kind=lineups.spots.name,
        key=order.parent,
        risk=_risk(wanted, placed),
        steps=(lock_step(lineups.records, order), *steps),
        requirements=(unmoved(order), _in_order(order, len(wanted.entries))),
        reverse=Reverse(ReverseKind.CALL, call=_back(order, board, wanted, whole or {})),
        consequence=_consequence(placed, wanted),
        facts=_facts(board, wanted),
        event=EVENT,
        call=_call(order, wanted),
    )


def _fits(order: Order, wanted: Wanted) -> None:
    there, meant = set(order.keys), {each.key for each in wanted.entries if not each.row} | set(wanted.gone)
    missing, more = meant - there, there - meant
    if missing or more or len(meant) != sum(not each.row for each in wanted.entries) + len(wanted.gone):
        words = [f"{len(missing)} of its spots are gone" if missing else "", f"{len(more)} were added" if more else ""]
        raise GuardProblem(
            "Somebody has changed the line-up meanwhile.",
            f"{' and '.join(each for each in words if each).capitalize() or 'A spot is named twice'}.",
            "Read it again.",
        )


def _risk(wanted: Wanted, placed: Sequence[str]) -> Risk:
    money = any("fee" in each.sets for each in wanted.entries)
    few = len(placed) + sum(bool(each.sets or each.row) for each in wanted.entries) <= 2
    return Risk.ROUTINE if few and not money and not wanted.gone else Risk.CAREFUL


def _consequence(placed: Sequence[str], wanted: Wanted) -> str:
    sets, rows = (sum(bool(getattr(each, name)) for each in wanted.entries) for name in ("sets", "row"))
    words = [
        f"{len(placed)} of {len(wanted.entries)} change places" if placed else "",
        f"{sets} get other values" if sets else "",
        f"{rows} come in" if rows else "",
        f"{len(wanted.gone)} go out with what hangs on them" if wanted.gone else "",
    ]
    return ", ".join(each for each in words if each)


def _facts(board: Board, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """What changes, in the words of the board; where only keys are known, nothing."""
    before = {each.key: each for each in board.spots}
    if any(each.key not in before for each in wanted.entries if not each.row):
        return ()
    spots = [_drafted(each, before.get(each.key)) for each in wanted.entries]
    words = [visible(each, limit=60) for each in differences(board, spots)]
    shown = [*words[:6], *([f"and {len(words) - 6} more"] if len(words) > 6 else [])]
    return (("line-up", "; ".join(shown)),) if shown else ()


def _drafted(entry: Entry, before: Spot | None) -> Spot:
    if before is None:
        return Spot(key=entry.key or "new", act=entry.called or "a new act")
    sets: dict[str, Any] = dict(entry.sets)
    for name, kind in (("minutes", int), ("fee", Decimal)):
        if sets.get(name) is not None:
            sets[name] = kind(sets[name])
    return replace(before, **{name: value for name, value in sets.items() if name in EDITED})


def _remove(lineups: Lineups, order: Order, gone: Sequence[str]) -> Step:
    parts = {name: part for name, part in parts_of(order.resource).items() if name != "position"}
    query = load("lineups/remove_spots").with_identifiers(**parts)
    rows = rows_of(lineups.spots, [(key,) for key in gone], (), change=Change.DELETE)
    binds = {"keys": list(gone), "parent": order.parent}
    return Step(title=f"take {len(gone)} out", query=Query(query, binds), expected=len(gone), rows=(rows,))


def _change(lineups: Lineups, order: Order, board: Board, entry: Entry) -> Sequence[Step]:
    own: dict[str, str | None] = {}
    steps: list[Step] = []
    for name, value in entry.sets.items():
        column = getattr(lineups.lineup, name) if name in EDITED else ""
        if not column:
            raise UsageProblem(f"A spot has no {name} here.", "", "")
        if "." not in column:
            own[column] = value
            continue
        spot = next((each for each in board.spots if each.key == entry.key), None)
        if spot is None or spot.application is None or lineups.applications is None:
            raise UsageProblem(f"There is no application that could have its {name} changed.", "", "")
        on = _parent_of(lineups.applications, lineups)
        change = {column.rpartition(".")[2]: value}
        steps.append(_set(lineups.applications, spot.application, on, order.parent, change))
    if own:
        steps.append(_set(lineups.spots, entry.key, lineups.spots.definition.parent, order.parent, own))
    return steps


def _parent_of(resource: Resource, lineups: Lineups) -> str:
    found = [each for each in resource.shape.references_out if each.oid == lineups.events.relation.oid]
    return found[0].columns[0]


def _set(resource: Resource, key: str, parent: str, event: str, values: Mapping[str, str | None]) -> Step:
    about, above = resource.shape.column(resource.key[0]), resource.shape.column(parent)
    assert about is not None  # noqa: S101  # what has a board has a key and a parent
    assert above is not None  # noqa: S101
    for name in values:
        column = resource.shape.column(name)
        if column is None or not column.updatable:
            raise UsageProblem(f"This role may not change {name}.", "It lacks the privilege on the column.", "")
    query = load("lineups/change_spot").with_identifiers(
        relation=identifier(resource.relation.schema, resource.relation.name),
        assignments=assigned(values, "v"),
        key=identifier(about.name),
        key_type=expression(about.base),
        parent=identifier(above.name),
        parent_type=expression(above.base),
    )
    binds = {"key": key, "parent": event, **{f"v{number}": value for number, value in enumerate(values.values())}}
    rows = rows_of(resource, [(key,)], tuple(values), becomes=values)
    return Step(title=f"change {', '.join(values)}", query=Query(query, binds), expected=1, rows=(rows,))


def _insert(lineups: Lineups, entry: Entry, place: int) -> Step:
    spots = lineups.spots
    row = json.loads(entry.row, parse_float=str)
    row[spots.definition.position] = place
    columns = [each.name for each in spots.shape.columns if each.name in row and not each.generated]
    key = str(row.get(spots.key[0], ""))
    query = load("lineups/insert_spot").with_identifiers(
        relation=identifier(spots.relation.schema, spots.relation.name),
        columns=names(columns),
        key=identifier(spots.key[0]),
    )
    rows = Rows(
        schema=spots.relation.schema,
        relation=spots.relation.name,
        key=spots.key,
        values=((key,),) if key else (),
        columns=tuple(columns),
        change=Change.INSERT,
        becomes={name: None if row[name] is None else str(row[name]) for name in columns},
    )
    return Step(
        title=f"put one in as {place}",
        query=Query(query, {"row": json.dumps(row)}),
        expected=1,
        returns_key=True,
        rows=(rows,),
    )


def _in_order(order: Order, count: int) -> Requirement:
    parts = {name: part for name, part in parts_of(order.resource).items() if name not in ("key", "key_type")}
    query = load("lineups/in_order").with_identifiers(**parts)
    binds = {"parent": order.parent, "count": count, "base": order.base}
    return Requirement("they stand from the first place to the last", Query(query, binds), after=True)


# ---- as a call, and the way back -----------------------------------------------------------------------------------


def _call(order: Order, wanted: Wanted) -> Call:
    return Call(NAME, f"{order.resource.name}/{order.parent}", {"spots": json.dumps(_document(wanted))})


def _document(wanted: Wanted) -> dict[str, Any]:
    return {
        "spots": [
            {"row": each.row} if each.row else {"key": each.key, **({"set": dict(each.sets)} if each.sets else {})}
            for each in wanted.entries
        ],
        "gone": list(wanted.gone),
    }


def wanted_from(text: str, order: Order) -> Wanted:
    """The line-up that a text means: keys in their order, or what an arrangement of the journal has. UsageProblem where
    it is neither.
    """
    if not text.lstrip().startswith("{"):
        keys = text.replace(",", " ").split()
        return Wanted(tuple(Entry(key) for key in keys))
    try:
        document = json.loads(text)
        entries = tuple(Entry(one.get("key", ""), one.get("set", {}), one.get("row", "")) for one in document["spots"])
        last = document.get("last", 0)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageProblem("That is no line-up.", "It is the keys of all its spots in their order.", "") from None
    named = {each.key for each in entries}
    new = [key for key in order.keys if key not in named and key not in document.get("gone", [])]
    gone = [*document.get("gone", []), *(new if last and len(new) == last else [])]
    return Wanted(entries, tuple(gone))


def _back(order: Order, board: Board, wanted: Wanted, whole: Mapping[str, str]) -> Call:
    """The arrangement of before. A spot that was put in and whose key the server makes is named by there being one
    more.
    """
    old = {each.key: each for each in board.spots}
    sets = {
        each.key: {name: _text(getattr(old[each.key], name)) for name in each.sets}
        for each in wanted.entries
        if each.sets and each.key in old
    }
    entries = tuple(
        Entry(key, {}, whole[key]) if key in whole and key in wanted.gone else Entry(key, sets.get(key, {}))
        for key in order.keys
    )
    new = tuple(each.key for each in wanted.entries if each.row and each.key)
    unnamed = sum(1 for each in wanted.entries if each.row and not each.key)
    document = {**_document(Wanted(entries, new)), **({"last": unnamed} if unnamed else {})}
    return Call(NAME, f"{order.resource.name}/{order.parent}", {"spots": json.dumps(document)})
