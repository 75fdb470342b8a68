"""What is booked and how full it is, read from the definition of the bookings. It writes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.core.nearest import nearest
from console.database.session import Database, ReadSession
from console.errors import UsageProblem
from console.records.definition import Booked, Mode
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Request
from console.records.opened import Records
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.session import record_session
from console.records.showing import key_named
from console.records.statements import Asked


@dataclass(frozen=True, slots=True)
class Bookings:
    """A kind of booking here: `own` are the bookings, `booked` what they are for, `people` to whom they belong."""

    own: Resource
    booked: Resource
    people: Resource
    rules: Booked
    target: str
    """The column of `booked` that the bookings name."""
    person: str

    @property
    def one(self) -> str:
        return self.own.definition.one


@dataclass(frozen=True, slots=True)
class Places:
    """One thing that is booked: how many places it has, how many are taken, what one costs now.

    `closed` are the sentences that are not so and keep it from being booked. Without a limit `capacity` is None.
    """

    whole: Whole
    capacity: int | None
    taken: int
    price: str | None = None
    most: int | None = None
    closed: tuple[str, ...] = ()

    @property
    def free(self) -> int | None:
        """Places that are left; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def words(self) -> str:
        """`120 of 150 places are taken, 30 are free`."""
        if self.capacity is None:
            return f"{self.taken:,} places are taken; there is no limit"
        over = self.taken - self.capacity
        left = f"{self.free:,} are free" if over <= 0 else f"✖ {over:,} too many"
        return f"{self.taken:,} of {self.capacity:,} places are taken, {left}"


async def read_bookings(session: ReadSession, records: Records) -> tuple[Bookings, ...]:
    """The kinds of bookings that the definitions of this database know."""
    found = []
    for name, definition in records.definitions.items():
        if definition.booking is None:
            continue
        own = await records.resource(session, name)
        rules = own.definition.booking
        if rules is None:
            continue  # it does not fit this database: records say so
        of, who = own.shape.reference(rules.of), own.shape.reference(rules.who)
        if of is None or who is None:
            continue
        kinds = [records.catalogue.of(each.oid) for each in (of, who)]
        booked, people = [await records.resource(session, records.name_of(each)) for each in kinds if each is not None]
        target = of.targets[of.columns.index(rules.of)]
        found.append(Bookings(own, booked, people, rules, target, who.targets[who.columns.index(rules.who)]))
    return tuple(found)


def bookings_named(every: Sequence[Bookings], kind: str) -> Bookings:
    """The bookings of that kind, or those of what is called so; the only ones where nothing is named.

    UsageProblem where there are none, or several.
    """
    if not every:
        raise UsageProblem(
            "Nothing is booked here.", "No definition says what a booking is.", "[KIND.booking] in a definition file."
        )
    fitting = [each for each in every if not kind or kind in (each.own.name, each.booked.name)]
    if len(fitting) != 1:
        names = [name for each in every for name in (each.own.name, each.booked.name)]
        raise UsageProblem(
            f"{kind or 'That'} is not one kind that is booked.", f"There are {', '.join(names)}.", nearest(kind, names)
        )
    return fitting[0]


async def read_places(session: ReadSession, records: Records, kind: Bookings, key: Sequence[str]) -> Places | None:
    """How full one thing is; None where there is none that this role may see."""
    whole = await read_record(session, records, kind.booked, key)
    if whole is None:
        return None
    asked = Asked(records.catalogue, kind.booked, key)
    rules = kind.rules
    wanted = {f"open{number}": asked.so(rule.sql) for number, rule in enumerate(rules.opens)}
    wanted |= {"price": asked.text(rules.price)} if rules.price else {}
    wanted |= {"most": asked.value(rules.most)} if rules.most else {}
    wanted |= {"taken": asked.value(rules.taken), "capacity": asked.column(rules.capacity)}
    answers = await asked.read_answers(session, wanted)
    found = answers.get(tuple(key))
    if found is None:
        return None
    closed = tuple(rule.says for number, rule in enumerate(rules.opens) if not found[f"open{number}"])
    return Places(
        whole,
        _number(found["capacity"]),
        _number(found["taken"]) or 0,
        found.get("price"),
        _number(found.get("most")),
        closed,
    )


async def read_fill(
    session: ReadSession, records: Records, kind: Bookings, keys: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], tuple[int, int | None]]:
    """Places taken and places that there are, of several things at once."""
    if not keys:
        return {}
    asked = Asked(records.catalogue, kind.booked, *keys)
    wanted = {"taken": asked.value(kind.rules.taken), "capacity": asked.column(kind.rules.capacity)}
    answers = await asked.read_answers(session, wanted)
    return {key: (_number(one["taken"]) or 0, _number(one["capacity"])) for key, one in answers.items()}


def _number(value: object) -> int | None:
    return None if value is None else int(str(value).partition(".")[0])


async def read_named(database: Database, records: Records, resource: Resource, text: str) -> Whole:
    """The record that words name: its key, its title, or what it is looked up by exactly (an e-mail, a slug).

    UsageProblem where there is none, or where several are called so.
    """
    keys: list[tuple[str, ...]] = []
    for arm in resource.definition.search:
        if arm.mode is not Mode.EXACT or "." in arm.column or arm.column in resource.key or keys:
            continue
        wanted = text.lower() if arm.normalise == "lower" else text
        request = Request(filter=Filter((Condition(arm.column, "=", wanted),)), size=2)
        quick = resource.relation.small or resource.shape.leads(arm.column)
        if quick and _fits(resource, arm.column, wanted) and re.search(arm.pattern, text):
            async with record_session(database) as session:
                page = await Lister(records.catalogue, resource).page(session, request)
            keys = [one.key for one in page.records]
    if len(keys) > 1:
        raise UsageProblem(f"Several {resource.definition.many} are called {text}.", "", "Name one by its key.")
    key = keys[0] if keys else await key_named(database, records, resource, text)
    columns = [resource.shape.column(name) for name in resource.key]
    if all(
        column is not None and _fits(resource, column.name, part) for column, part in zip(columns, key, strict=True)
    ):
        async with record_session(database) as session:
            whole = await read_record(session, records, resource, key)
        if whole is not None:
            return whole
    raise UsageProblem(
        f"There is no {resource.definition.one} {text}.", "", "greenroom find TEXT looks for it by other words."
    )


def _fits(resource: Resource, column: str, text: str) -> bool:
    from console.records.arms import fits

    about = resource.shape.column(column)
    return about is not None and fits(about, text)


def split_key(every: Sequence[Bookings], key: str) -> tuple[Bookings, str]:
    """The kind of booking and the rest of `KIND/KEY`; the kind may be left out where there is one alone."""
    kind, slash, rest = key.partition("/")
    names = {name for each in every for name in (each.own.name, each.booked.name)}
    if slash and kind in names:
        return bookings_named(every, kind), rest
    return bookings_named(every, ""), key
