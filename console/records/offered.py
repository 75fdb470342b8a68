"""The operations of `offers`, made from `KIND/KEY` and the arguments of --set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.core.nearest import nearest
from console.core.qualified import split_qualified
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import Operation
from console.records.changing import add, delete, edit
from console.records.dependents import read_dependents
from console.records.index_for import WAYS, make_index
from console.records.opened import Records, open_records
from console.records.operations import move
from console.records.ordering import arrange, read_order
from console.records.record import Whole, read_record
from console.records.session import record_session
from console.records.showing import key_named, none_such
from console.records.transitions import read_allowed, read_standing

if TYPE_CHECKING:
    from console.database.opening import Link

_NULL = ":null"


async def make_move(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A transition of a record. GuardProblem where it is not allowed as things are."""
    records, whole = await _whole(link, key)
    name = arguments["transition"]
    transition = whole.resource.definition.transition(name)
    if transition is None:
        names = [each.name for each in whole.resource.definition.transitions]
        raise UsageProblem(f"{whole.resource.definition.many} have no transition {name}.", "", nearest(name, names))
    async with record_session(link.database) as session:
        dependents = await read_dependents(session, records, whole, transition)
        standing = await read_standing(session)
    allowed = await read_allowed(link.database, records, whole, standing)
    why = next(each.why_not for each in allowed if each.transition is transition)
    if why:
        raise GuardProblem(f"{whole.title} cannot be moved by {name}.", f"{why[:1].upper()}{why[1:]}.", "")
    asked = {given: value for given, value in arguments.items() if given != "transition"}
    return move(records, whole, transition, asked=asked, dependents=dependents)


async def make_edit(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Other values for columns of a record."""
    _, whole = await _whole(link, key)
    return edit(whole, values_of(arguments))


async def make_add(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A new record."""
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        resource = await records.resource(session, key)
    return add(resource, values_of(arguments))


async def make_delete(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A record removed."""
    _, whole = await _whole(link, key)
    return delete(whole)


async def make_arrange(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Other places for the rows below a parent."""
    kind, _, parent = key.partition("/")
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        resource = await records.resource(session, kind)
        order = await read_order(session, resource, parent)
    return arrange(records, order, arguments["order"].replace(",", " ").split(), subject=parent)


def values_of(arguments: Mapping[str, str]) -> dict[str, str | None]:
    """Columns and values: `column:null=true` is a NULL, anything else is taken as it stands."""
    return {name.removesuffix(_NULL): None if name.endswith(_NULL) else value for name, value in arguments.items()}


async def _whole(link: Link, key: str) -> tuple[Records, Whole]:
    """The record of `KIND/KEY`, where the key may be the title that names one alone."""
    kind, slash, rest = key.partition("/")
    if not slash or not rest:
        raise UsageProblem(f"{key} names no record.", "It is KIND/KEY.", "greenroom find TEXT shows kinds and keys.")
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        resource = await records.resource(session, kind)
    found = await key_named(link.database, records, resource, rest)
    async with record_session(link.database) as session:
        whole = await read_record(session, records, resource, found)
    if whole is None:
        raise none_such(resource, rest)
    return records, whole


async def make_index_for(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """An index that a search is to use."""
    way = arguments["for"]
    if way not in WAYS:
        raise UsageProblem(f"for={way} is not known.", f"It is one of {', '.join(WAYS)}.", nearest(way, list(WAYS)))
    schema, table = split_qualified(key)
    async with record_session(link.database) as session:
        rows = await session.mappings("records/index_ground", {"schema": schema, "table": table})
    if not rows:
        raise UsageProblem(f"There is no table {key}.", "", "It is schema.table.")
    return make_index(f"{schema}.{table}", rows[0]["kind"], arguments["column"], way, rows[0]["trigrams"])
