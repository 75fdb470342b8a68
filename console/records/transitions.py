"""What may be done to a record now: the transitions of its kind, each with the reason where it is not allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from console.core.unknown import Unknown
from console.database.compile import compiled
from console.database.session import Database, ReadSession
from console.records.definition import Rule, Transition, Who
from console.records.opened import Records
from console.records.record import Whole
from console.records.sources import Source, expression, key_condition

_RANK = {Who.SUPPORT: 0, Who.ADMIN: 1, Who.DBA: 2}


@dataclass(frozen=True, slots=True)
class Allowed:
    """A transition of a record, and why it cannot be made now; empty where it can."""

    transition: Transition
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What this role is to greenroom's own roles: None where it is none of theirs, and its privileges alone decide."""

    who: Who | None
    role: str = ""


async def read_standing(session: ReadSession) -> Standing:
    """Which of greenroom's roles the session's role belongs to: the one with most rights."""
    (row,) = await session.mappings("records/standing")
    found = [who for who in Who if row[who.value]]
    return Standing(max(found, key=lambda who: _RANK[who], default=None), row["role"])


async def read_allowed(database: Database, records: Records, whole: Whole, standing: Standing) -> tuple[Allowed, ...]:
    """Every transition of the record's kind. What stands in the way is asked of the server, where it is a rule."""
    found: list[Allowed] = []
    for transition in whole.resource.definition.transitions:
        why = why_not(whole, transition, standing)
        if not why:
            why = await _rules_against(database, records, whole, transition)
        found.append(Allowed(transition, why))
    return tuple(found)


def why_not(whole: Whole, transition: Transition, standing: Standing) -> str:
    """What stands against it that is known without asking: the state, who one is, what the role may write."""
    states = whole.resource.definition.states
    if states is not None and transition.sources and whole.values.get(states.column) not in transition.sources:
        return f"it is {whole.values.get(states.column)}, not {_either(transition.sources)}"
    if standing.who is not None and _RANK[standing.who] < _RANK[transition.who]:
        return f"it is for {transition.who.value}; {standing.role} is {standing.who.value}"
    for name in written(whole, transition):
        column = whole.resource.shape.column(name)
        if column is not None and not column.updatable:
            return f"this role may not change {name}"
    return ""


def written(whole: Whole, transition: Transition) -> tuple[str, ...]:
    """The columns of the record itself that it sets."""
    states = whole.resource.definition.states
    state = (states.column,) if states is not None and transition.to else ()
    reason = (transition.reason_column,) if transition.reason_column else ()
    return tuple(dict.fromkeys((*state, *transition.sets, *reason)))


async def _rules_against(database: Database, records: Records, whole: Whole, transition: Transition) -> str:
    """The first rule that is broken, in its own words; that it could not be asked, where it could not."""
    rules = (*transition.requires, *transition.refuses)
    if not rules:
        return ""

    async def read(session: ReadSession) -> Mapping[str, bool | None]:
        source = Source(records.catalogue, whole.resource.shape)
        chosen = [expression(rule.sql).label(f"r{number}") for number, rule in enumerate(rules)]
        statement = sa.select(*chosen).select_from(source.this)
        statement = statement.where(key_condition(source.this, whole.resource.shape, whole.key))
        rows = await session.mappings(*compiled(statement))
        return rows[0] if rows else {}

    answer = await database.ask(read)
    if isinstance(answer, Unknown):
        return f"whether it may be is not known: {answer.reason}"
    if not answer:
        return "the record is gone"
    return _broken(rules, answer, len(transition.requires))


def _broken(rules: Sequence[Rule], answer: Mapping[str, bool | None], required: int) -> str:
    for number, rule in enumerate(rules):
        so = answer[f"r{number}"]
        if so is None and number < required:
            return f"{rule.says}: that is neither so nor not so, something in it is NULL"
        if bool(so) is not (number < required):
            return f"not so: {rule.says}" if number < required else rule.says
    return ""


def _either(states: Sequence[str]) -> str:
    *some, last = states
    return f"{', '.join(some)} or {last}" if some else last
