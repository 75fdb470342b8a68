"""Bookings made, changed, moved and given back, as operations: only the guard runs them.

What is booked is locked before it is counted, and counted again behind the change: whoever else books there by the
same rule waits, and who does not is seen. Of a booking that changes, its own row is locked first, as a shop's UPDATE
does it. The price is that which was shown; where it is another by now, nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from console.bookings.places import Bookings, Places
from console.core.present import visible
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import (
    MADE,
    RESTORE_ROWS,
    Call,
    Operation,
    Requirement,
    Reverse,
    ReverseKind,
    Risk,
    Step,
    no_reverse,
)
from console.records.definition import Value
from console.records.opened import Records
from console.records.operations import move
from console.records.record import Whole
from console.records.statements import Asked, addition, change
from console.records.written import EVENT, key_of, subject_of

MOST_AT_ONCE = 500
"""Bookings that one plan gives back. The rest is the next plan's."""


def new(
    records: Records,
    kind: Bookings,
    places: Places,
    person: Whole,
    seats: int = 1,
    *,
    waiting: bool = False,
    more: Mapping[str, str] | None = None,
) -> Operation:
    """A booking of something for somebody. `waiting` takes a place in the queue instead of a seat, `more` are other
    columns. UsageProblem where it cannot be such a booking.
    """
    _seats(kind, seats)
    if waiting and not kind.rules.waits:
        raise UsageProblem(f"{_title(places)} has no waiting list.", "Its definition knows none.", "")
    values = _values(kind, places, person.values.get(kind.person), seats)
    values |= dict(kind.rules.waits) if waiting else {}
    values |= {name: Value("literal", value) for name, value in (more or {}).items()}
    target = Asked(records.catalogue, kind.booked, places.whole.key)
    steps = [target.lock(f"lock {_title(places)}")]
    steps += [] if waiting else [_room(kind, target, places, seats)]
    steps.append(addition(kind.own, values, f"book {_title(places)} for {visible(person.title, limit=60)}"))
    return Operation(
        name="bookings.new",
        title=f"New {kind.one}{' on the waiting list' if waiting else ''}",
        subject=subject_of(places.whole),
        kind=kind.booked.name,
        key=places.whole.id,
        risk=Risk.CAREFUL,
        steps=tuple(steps),
        requirements=_requirements(kind, target, places, 0 if waiting else seats),
        reverse=_taken_back(kind),
        consequence="it waits for a place" if waiting else _count(seats, "place") + " taken",
        facts=_facts(kind, places, person, seats),
        event=EVENT,
    )


def seats(records: Records, kind: Bookings, booking: Whole, places: Places, number: int) -> Operation:
    """Another number of seats of a booking, at the price that it was booked for. UsageProblem, GuardProblem where that
    cannot be.
    """
    rules = kind.rules
    if not rules.seats:
        raise UsageProblem(f"A {kind.one} here is one place.", "It has no number of seats.", "")
    _seats(kind, number)
    _live(kind, booking, "its seats cannot be changed")
    before = int(booking.values.get(rules.seats) or 0)
    if before == number:
        raise UsageProblem(f"{booking.title} has {_count(number, 'seat')} already.", "", "")
    target = Asked(records.catalogue, kind.booked, places.whole.key)
    unit = booking.values.get(rules.unit) if rules.unit else None
    products = {rules.total: (rules.unit, str(number))} if rules.unit and rules.total else {}
    shown = {rules.total: total} if products and (total := _times(unit, number)) else {}
    more = number - before
    steps = [target.lock(f"lock {_title(places)}")]
    steps += [_room(kind, target, places, more)] if more > 0 else []
    values = {rules.seats: Value("literal", str(number))}
    steps.append(
        change(kind.own, [booking.key], values, f"change {booking.title}", products=products, shown=shown),
    )
    return Operation(
        name="bookings.seats",
        title="Change seats",
        subject=subject_of(booking),
        kind=kind.own.name,
        key=booking.id,
        risk=Risk.CAREFUL,
        steps=tuple(steps),
        requirements=_requirements(kind, target, places, max(more, 0), opens=more > 0, price=False, all_seats=number),
        reverse=Reverse(
            ReverseKind.CALL, call=Call("bookings.seats", key_of(kind.own, booking.id), {"seats": str(before)})
        ),
        consequence=f"{before} → {_count(number, 'seat')}",
        facts=(
            (kind.booked.definition.one, f"{_title(places)}: {places.words}"),
            *((("price", f"{unit} a seat, as it was booked for"),) if unit else ()),
            *_paid(kind, booking),
        ),
        event=EVENT,
        call=Call("bookings.seats", key_of(kind.own, booking.id), {"seats": str(number)}),
    )


def transfer(records: Records, kind: Bookings, booking: Whole, old: Places, to: Places) -> Operation:
    """A booking moved to something else: changed where it may move, else ended and made anew, at the price of now.

    GuardProblem where it cannot be moved as it stands, or ends there already.
    """
    _live(kind, booking, "it cannot be moved")
    if old.whole.key == to.whole.key:
        raise UsageProblem(f"{booking.title} is for {_title(to)} already.", "", "")
    number = int(booking.values.get(kind.rules.seats) or 1) if kind.rules.seats else 1
    both = sorted((old, to), key=lambda each: each.whole.key)  # always in one order: nobody waits in a circle
    locks = [Asked(records.catalogue, kind.booked, each.whole.key).lock(f"lock {_title(each)}") for each in both]
    target = Asked(records.catalogue, kind.booked, to.whole.key)
    waits = bool(kind.rules.waits) and all(
        booking.values.get(name) == value.text for name, value in kind.rules.waits.items()
    )
    room = [] if waits else [_room(kind, target, to, number)]
    common = Operation(
        name="bookings.move",
        title=f"Move {kind.one}",
        subject=subject_of(booking),
        kind=kind.own.name,
        key=booking.id,
        risk=Risk.CAREFUL,
        requirements=_requirements(kind, target, to, 0 if waits else number),
        consequence=f"{_title(old)} → {_title(to)}",
        facts=(
            ("from", f"{_title(old)}: {old.words}"),
            ("to", f"{_title(to)}: {to.words}"),
            *_paid(kind, booking),
        ),
        event=EVENT,
        call=Call("bookings.move", key_of(kind.own, booking.id), {"to": to.whole.id}),
    )
    if kind.rules.ends:
        return _anew(records, kind, booking, to, number, (common, [*locks, *room]))
    values = {kind.rules.of: Value("literal", to.whole.values.get(kind.target) or "")}
    values |= _priced(kind, to, number)
    step = change(kind.own, [booking.key], values, f"move {booking.title}")
    back = Call("bookings.move", key_of(kind.own, booking.id), {"to": old.whole.id})
    return replace(common, steps=(*locks, *room, step), reverse=Reverse(ReverseKind.CALL, call=back))


def _taken_back(kind: Bookings) -> Reverse:
    """How a new booking is taken back: by a transition where the definition names one, else by removing it."""
    if kind.rules.undone_by:
        call = Call("records.move", key_of(kind.own, MADE), {"transition": kind.rules.undone_by})
        return Reverse(ReverseKind.CALL, call=call)
    return RESTORE_ROWS if kind.own.definition.delete else no_reverse(f"{kind.own.definition.many} are never deleted")


def _anew(
    records: Records, kind: Bookings, booking: Whole, to: Places, number: int, made: tuple[Operation, list[Step]]
) -> Operation:
    """The booking ends where it is, and one begins elsewhere, in one transaction."""
    common, steps = made
    transition = kind.own.definition.transition(kind.rules.ends)
    if transition is None:
        raise UsageProblem(f"{kind.own.name} has no transition {kind.rules.ends}.", "Its definition moves by it.", "")
    if transition.sources and booking.state not in transition.sources:
        raise GuardProblem(f"{booking.title} is {booking.state}.", f"It cannot be ended by {transition.name}.", "")
    ending = move(records, booking, replace(transition, locks=()))
    values = _values(kind, to, booking.values.get(kind.rules.who), number)
    beginning = addition(kind.own, values, f"book {_title(to)} instead")
    return replace(
        common,
        steps=(*steps, *ending.steps, beginning),
        requirements=(*ending.requirements, *common.requirements),
        needs_reason=ending.needs_reason,
        reverse=no_reverse("one booking has ended, another has begun: move that one back"),
        consequence=f"{common.consequence}; {booking.title} ends, a new {kind.one} begins",
    )


def expire(
    records: Records, kind: Bookings, bookings: Sequence[Whole], places: Sequence[Places], left: int = 0
) -> Operation:
    """Bookings that hold seats for too long, given back together: all of them or none. `places` is what they are for,
    `left` how many more there are. GuardProblem where there are none.
    """
    rules, own = kind.rules, kind.own
    transition, view = own.definition.transition(rules.expires_by), own.definition.view(rules.expires)
    states = own.definition.states
    if transition is None or view is None or states is None:
        raise UsageProblem(
            f"{own.definition.many} do not expire here.",
            "Their definition does not say which.",
            "expire = { view = … }",
        )
    if not bookings:
        raise GuardProblem(f"No {kind.one} is past its time.", f"“{view.name}” is empty.", "")
    if len(bookings) > MOST_AT_ONCE:
        raise UsageProblem(f"At most {MOST_AT_ONCE} are given back at once.", "", "")
    keys = [each.key for each in bookings]
    asked = Asked(records.catalogue, own, *keys)
    values: dict[str, Value] = {states.column: Value("literal", transition.to), **transition.sets}
    if transition.reason_column:
        values[transition.reason_column] = Value("literal", rules.expires_why or view.name)
    locks = [
        Asked(records.catalogue, kind.booked, each.whole.key).lock(f"lock {_title(each)}")
        for each in sorted(places, key=lambda each: each.whole.key)
    ]
    step = change(own, keys, values, f"{transition.name} {_count(len(keys), kind.one)}")
    rest = (("left", f"{left:,} more are past their time: they are the next plan's"),) if left else ()
    return Operation(
        name="bookings.expire",
        title=f"{transition.name.capitalize()} what is past its time",
        subject=f"{len(keys)} {own.definition.many}",
        kind=own.name,
        key=own.name,
        risk=Risk.CAREFUL,
        steps=(*locks, step),
        requirements=(asked.every(f"each of them is among “{view.name}” still", asked.so(view.sql)),),
        reverse=RESTORE_ROWS if transition.undo else no_reverse(transition.no_undo or "its kind has no way back"),
        consequence=transition.consequence or f"→ {transition.to}",
        facts=(*(("gives back", _line(each)) for each in bookings), *rest),
        external=transition.external,
        event=EVENT,
        call=Call("bookings.expire", own.name, {}),
    )


def _values(kind: Bookings, places: Places, who: str | None, number: int) -> dict[str, Value]:
    """The columns of a booking that begins."""
    rules = kind.rules
    values = {
        rules.of: Value("literal", places.whole.values.get(kind.target) or ""),
        rules.who: Value("literal", who or ""),
    }
    values |= {rules.seats: Value("literal", str(number))} if rules.seats else {}
    return values | _priced(kind, places, number) | dict(rules.sets)


def _priced(kind: Bookings, places: Places, number: int) -> dict[str, Value]:
    """The price of now, and what it comes to."""
    rules = kind.rules
    values = {rules.unit: Value("literal", places.price)} if rules.unit and places.price is not None else {}
    total = _times(places.price, number)
    return values | ({rules.total: Value("literal", total)} if rules.total and total else {})


def _requirements(
    kind: Bookings,
    target: Asked,
    places: Places,
    number: int,
    *,
    opens: bool = True,
    price: bool = True,
    all_seats: int | None = None,
) -> tuple[Requirement, ...]:
    """What must be so before, and behind the change once more: it is locked by then, so it stays so."""
    rules, found = kind.rules, []
    for rule in rules.opens if opens else ():
        for after in (False, True):
            found.append(target.requirement(f"{_title(places)}: {rule.says}", target.so(rule.sql), after=after))
    if price and rules.price:
        same = target.same(rules.price, places.price)
        found.append(target.requirement(f"its price is {places.price} still", same, after=True))
    wanted = all_seats or number
    if rules.most and wanted:
        says = f"a {kind.one} may have {_count(wanted, 'seat')}"
        found.append(target.requirement(says, target.at_least(rules.most, wanted)))
    if number:
        room = target.room(rules.taken, rules.capacity, number)
        found.append(target.requirement(_free(places, number), room))
        held = target.room(rules.taken, rules.capacity)
        found.append(target.requirement(f"{_title(places)} has no more taken than it has", held, after=True))
    return tuple(found)


def _room(kind: Bookings, target: Asked, places: Places, number: int) -> Step:
    """A look, once it is locked, whether so many fit: before a constraint of the table says it in its own words."""
    return target.must(_free(places, number), target.room(kind.rules.taken, kind.rules.capacity, number))


def _free(places: Places, number: int) -> str:
    return f"{_count(number, 'place')} free for {_title(places)}"


def _facts(kind: Bookings, places: Places, person: Whole, number: int) -> tuple[tuple[str, str], ...]:
    found = [("for", visible(person.title, limit=60)), (kind.booked.definition.one, _line(places.whole))]
    found.append(("places", places.words))
    if places.price is not None:
        total = _times(places.price, number)
        currency = kind.own.definition.currency if kind.own.definition.currency.isupper() else ""
        found.append(("price", f"{number} × {places.price} = {total} {currency}, as it is now".replace(" ,", ",")))
    return tuple(found)


def _paid(kind: Bookings, booking: Whole) -> tuple[tuple[str, str], ...]:
    money = kind.own.definition.money
    amount = booking.values.get(money) if money else None
    return (("money", f"it comes to {amount} as it stands: the difference is settled elsewhere"),) if amount else ()


def _line(whole: Whole) -> str:
    return " · ".join(visible(text, limit=80) for text in (whole.title, whole.subtitle) if text)


def _title(places: Places) -> str:
    return visible(places.whole.title, limit=60)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _seats(kind: Bookings, number: int) -> None:
    if number < 1:
        raise UsageProblem("A booking has one seat at least.", "", "To give all of them back, cancel it.")
    if number > 1 and not kind.rules.seats:
        raise UsageProblem(f"A {kind.one} here is one place.", "It has no number of seats.", "Make one for each.")


def _live(kind: Bookings, booking: Whole, what: str) -> None:
    if kind.rules.live and booking.state not in kind.rules.live:
        raise GuardProblem(
            f"{booking.title} is {booking.state}: {what}.", "", f"It can be while {_or(kind.rules.live)}."
        )


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)


def _times(price: str | None, number: int) -> str | None:
    """The price of so many; None where it is no number."""
    try:
        amount = Decimal(price or "")
    except InvalidOperation:
        return None
    return str(amount * number) if amount.is_finite() else None
