"""One record of a definition file as its values, and what is said where it is not of that shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from console.core.nearest import nearest
from console.errors import ConfigurationProblem
from console.records.definition import (
    Also,
    Arm,
    Booked,
    Check,
    Definition,
    MaskKind,
    Mode,
    Related,
    Rule,
    States,
    Transition,
    Value,
    View,
    Who,
)
from console.records.definition_invoice import Invoice, Lines, Links, Payments
from console.records.definition_lineup import EVENT, QUEUE, SPOT, Lineup

_KEYS = (
    *("table", "archetype", "one", "many", "title", "subtitle", "list", "order", "money", "currency", "zone", "search"),
    *(
        "paid",
        "states",
        "transition",
        "related",
        "check",
        "view",
        "masks",
        "delete",
        "insert",
        "edit",
        "parent",
        "position",
    ),
    *("booking", "lineup", "invoice"),
)


def definition(name: str, record: Mapping[str, Any], source: str) -> Definition:
    """One record as its values. ConfigurationProblem that names the key where it is not of this shape."""
    where = f"{source}: [{name}]"
    known(record, _KEYS, where)
    if not isinstance(record.get("table"), str):
        raise wrong(where, "table is missing", 'Write table = "schema.name".')
    never = ("never", False)
    return Definition(
        name=name,
        table=record["table"] if "." in record["table"] else f"public.{record['table']}",
        archetype=_text(record, "archetype"),
        one=_text(record, "one"),
        many=_text(record, "many"),
        title=_text(record, "title"),
        subtitle=_text(record, "subtitle"),
        list=texts(record.get("list", ()), where),
        order=_text(record, "order"),
        money=_text(record, "money"),
        currency=_text(record, "currency"),
        paid=_text(record, "paid"),
        zone=_text(record, "zone"),
        search=tuple(_arm(each, f"{where} search") for each in record.get("search", ())),
        states=_states(record["states"], f"{where} states") if "states" in record else None,
        transitions=tuple(_transition(each, f"{where} transition") for each in record.get("transition", ())),
        related=tuple(_related(key, each, where) for key, each in record.get("related", {}).items()),
        checks=tuple(_check(each, f"{where} check") for each in record.get("check", ())),
        views=tuple(_view(key, each, where) for key, each in record.get("view", {}).items()),
        masks={column: _mask(kind, where) for column, kind in record.get("masks", {}).items()},
        delete=not re.match("never|False", str(record.get("delete", True))),
        never=str(record.get("delete", "")).removeprefix("never").strip(" :"),
        insert=record.get("insert", True) not in never,
        edit=record.get("edit", True) not in never,
        parent=_text(record, "parent"),
        position=_text(record, "position"),
        booking=_booked(record["booking"], f"{where} booking") if "booking" in record else None,
        lineup=_lineup(record["lineup"], f"{where} lineup") if "lineup" in record else None,
        invoice=_invoice(record["invoice"], f"{where} invoice") if "invoice" in record else None,
        source=source,
    )


def _arm(each: Any, where: str) -> Arm:
    known(each, ("column", "mode", "rank", "pattern", "normalise"), where)
    return Arm(
        _needed(each, "column", where),
        _one_of(Mode, each.get("mode", "exact"), f"{where} mode"),
        int(each.get("rank", 50)),
        _text(each, "pattern"),
        _text(each, "normalise"),
    )


def _states(each: Any, where: str) -> States:
    known(each, ("column", "initial", "final", "tone"), where)
    return States(
        _needed(each, "column", where),
        _text(each, "initial"),
        texts(each.get("final", ()), where),
        {str(state): str(tone) for state, tone in each.get("tone", {}).items()},
    )


def _transition(each: Any, where: str) -> Transition:
    name = _needed(each, "name", where)
    where = f"{where} {name}"
    keys = (
        *("name", "from", "to", "who", "title", "reason", "reason_column", "set", "require", "refuse", "hold", "lock"),
        *("also", "risk", "undo", "external", "consequence"),
    )
    known(each, keys, where)
    undo = each.get("undo", True)
    return Transition(
        name=name,
        sources=texts(each.get("from", ()), where),
        to=_text(each, "to"),
        who=_one_of(Who, each.get("who", "support"), f"{where} who"),
        title=_text(each, "title"),
        reason=bool(each.get("reason", False)),
        reason_column=_text(each, "reason_column"),
        sets=_sets(each.get("set", {}), where),
        requires=_rules(each.get("require", ()), f"{where} require"),
        refuses=_rules(each.get("refuse", ()), f"{where} refuse"),
        holds=_rules(each.get("hold", ()), f"{where} hold"),
        locks=texts(each.get("lock", ()), where),
        also=tuple(_also(one, f"{where} also") for one in each.get("also", ())),
        risk=_text(each, "risk") or "careful",
        undo=undo is True,
        no_undo=undo if isinstance(undo, str) else "",
        external=_text(each, "external"),
        consequence=_text(each, "consequence"),
    )


def _also(each: Any, where: str) -> Also:
    known(each, ("table", "on", "set", "where", "says"), where)
    return Also(
        _needed(each, "table", where),
        _needed(each, "on", where),
        _sets(each.get("set", {}), where),
        _text(each, "where"),
        _text(each, "says"),
    )


def _lineup(each: Any, where: str) -> Lineup:
    known(each, [one.name for one in fields(Lineup)], where)
    parts = {"spot": SPOT, "event": EVENT, "queue": QUEUE}
    for name, keys in parts.items():
        known(each.get(name, {}), keys, f"{where} {name}")
    single = ("person", "type", "minutes", "fee", "confirmations", "applications", "approved", "acts")
    given: dict[str, Any] = {name: _text(each, name) for name in single}
    given |= {name: {key: str(sql) for key, sql in each.get(name, {}).items()} for name in parts}
    given |= {name: texts(each.get(name, ()), where) for name in ("needs", "waiting")}
    return Lineup(**given)


def _invoice(each: Any, where: str) -> Invoice:
    parts: dict[str, type[Lines] | type[Payments] | type[Links]] = {
        "lines": Lines,
        "payments": Payments,
        "links": Links,
    }
    own = {name: value for name, value in each.items() if name not in parts}
    own["open"] = texts(own.get("open", ()), where)
    read = {name: _texts_of(kind, each[name], f"{where} {name}") for name, kind in parts.items() if name in each}
    return _texts_of(Invoice, {**own, **read}, where)  # type: ignore[no-any-return]


def _texts_of(kind: type[Any], each: Any, where: str) -> Any:
    """A value of such a class from its keys. ConfigurationProblem where one is missing or not known."""
    known(each, [one.name for one in fields(kind)], where)
    for one in fields(kind):
        if one.default is MISSING and not each.get(one.name):
            raise wrong(where, f"{one.name} is missing", f'Write {one.name} = "…".')
    return kind(**each)


def _booked(each: Any, where: str) -> Booked:
    keys = (
        *("for", "who", "seats", "capacity", "taken", "price", "unit", "total", "most", "open", "set", "waiting"),
        *("live", "ends", "undo", "expire"),
    )
    known(each, keys, where)
    expire = each.get("expire", {})
    known(expire, ("view", "transition", "reason"), f"{where} expire")
    return Booked(
        of=_needed(each, "for", where),
        who=_needed(each, "who", where),
        capacity=_needed(each, "capacity", where),
        taken=_needed(each, "taken", where),
        seats=_text(each, "seats"),
        price=_text(each, "price"),
        unit=_text(each, "unit"),
        total=_text(each, "total"),
        most=_text(each, "most"),
        opens=_rules(each.get("open", ()), f"{where} open"),
        sets=_sets(each.get("set", {}), where),
        waits=_sets(each.get("waiting", {}), f"{where} waiting"),
        live=texts(each.get("live", ()), where),
        ends=_text(each, "ends"),
        undone_by=_text(each, "undo"),
        expires=_text(expire, "view"),
        expires_by=_text(expire, "transition"),
        expires_why=_text(expire, "reason"),
    )


def _sets(each: Mapping[str, Any], where: str) -> dict[str, Value]:
    return {column: _value(value, f"{where} set {column}") for column, value in each.items()}


def _value(value: Any, where: str) -> Value:
    """A value to set: `{now = true}`, `{now = "14 days"}`, `{column = "x"}`, `{ask = "label"}`, a literal."""
    if isinstance(value, bool):
        return Value("literal", "true" if value else "false")
    if isinstance(value, dict):
        kinds: dict[str, Callable[[Any], Value]] = {
            "now": lambda given: Value("now", "" if given is True else str(given)),
            "column": lambda given: Value("column", str(given)),
            "null": lambda given: Value("null"),
            "reason": lambda given: Value("reason"),
            "ask": lambda given: Value("asked", str(given)),
        }
        if len(value) != 1 or next(iter(value)) not in kinds:
            raise wrong(where, "cannot be set to that", f"A literal, or one of {', '.join(kinds)}.")
        kind, given = next(iter(value.items()))
        return kinds[kind](given)
    return Value("literal", str(value))


def _rules(each: Any, where: str) -> tuple[Rule, ...]:
    found = []
    for one in each:
        known(one, ("says", "sql"), where)
        found.append(Rule(_needed(one, "says", where), _needed(one, "sql", where)))
    return tuple(found)


def _related(name: str, each: Any, where: str) -> Related:
    known(each, ("table", "on", "order", "hidden"), f"{where} related {name}")
    table = _needed(each, "table", where)
    table = table if "." in table else f"public.{table}"
    return Related(name, table, _needed(each, "on", where), _text(each, "order"), bool(each.get("hidden", False)))


def _check(each: Any, where: str) -> Check:
    known(each, ("name", "sql", "why"), where)
    return Check(_needed(each, "name", where), _needed(each, "sql", where), _text(each, "why"))


def _view(name: str, each: Any, where: str) -> View:
    if isinstance(each, str):
        return View(name, each)
    known(each, ("sql", "order", "about"), f"{where} view {name}")
    return View(name, _needed(each, "sql", where), _text(each, "order"), _text(each, "about"))


def _mask(kind: Any, where: str) -> MaskKind:
    found: MaskKind = _one_of(MaskKind, kind, f"{where} masks")
    return found


def _one_of(kind: Any, text: Any, where: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise wrong(where, f"{text} is not known", nearest(str(text), [each.value for each in kind])) from None


def known(each: Any, keys: Iterable[str], where: str) -> None:
    """ConfigurationProblem that names the first key that is not one of these."""
    if not isinstance(each, Mapping):
        raise wrong(where, "this is no table", "")
    known = tuple(keys)
    for key in each:
        if key not in known:
            raise wrong(where, f"there is no key {key}", nearest(key, known))


def _needed(each: Mapping[str, Any], key: str, where: str) -> str:
    if not isinstance(each.get(key), str) or not each[key]:
        raise wrong(where, f"{key} is missing", f'Write {key} = "…".')
    return str(each[key])


def _text(each: Mapping[str, Any], key: str) -> str:
    return str(each.get(key, ""))


def texts(each: Any, where: str) -> tuple[str, ...]:
    """One text or a list of them, as a tuple."""
    if isinstance(each, str):
        return (each,)
    if not all(isinstance(one, str) for one in each):
        raise wrong(where, "a list of texts is wanted", "")
    return tuple(each)


def wrong(where: str, what: str, remedy: str) -> ConfigurationProblem:
    """A mistake in a definition file, in words."""
    return ConfigurationProblem(f"{where}: {what}.", "The other definitions are used.", remedy)
