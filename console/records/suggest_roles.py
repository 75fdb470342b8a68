"""What the columns of a table are there for, by type and foreign key before name: money, a person, a state. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.records.catalogue import Column, Reference, Shape
from console.records.words import words

_MONEY = frozenset(
    [
        "amount",
        "total",
        "price",
        "subtotal",
        "cost",
        "balance",
        "fee",
        "cents",
        "paid",
        "due",
        "rate",
        "charge",
        "fare",
        "revenue",
    ]
)
_START = frozenset(
    [
        "start",
        "begin",
        "scheduled",
        "check",
        "from",
        "date",
        "pickup",
        "depart",
        "departure",
        "borrowed",
        "checkout",
        "arrival",
    ]
)
_MADE = frozenset(["created", "updated", "inserted", "modified", "deleted", "birth", "dob", "joined", "published"])
_MANY = frozenset(["quantity", "qty", "seat", "guest", "copies", "party", "adults", "unit", "attendee", "night"])
_PLACES = frozenset(
    [
        "position",
        "order",
        "ordinal",
        "sequence",
        "seq",
        "line",
        "rank",
        "index",
        "idx",
        "step",
        "place",
        "sort",
        "lft",
        "number",
        "no",
    ]
)
_STATES = frozenset(["status", "state", "stage", "phase"])


@dataclass(frozen=True, slots=True)
class Roles:
    """By role, the column that has it: `money`, `start`, `email` …; `people` are foreign keys to persons, `things`
    those to anything else, `labels` what its state may be.
    """

    columns: Mapping[str, str]
    people: tuple[Reference, ...]
    things: tuple[Reference, ...]
    labels: frozenset[str]
    parent: Reference | None = None
    """Of rows that stand in an order below another: the foreign key, which a unique constraint has with `position`."""

    def has(self, *names: str) -> bool:
        """Whether one of these roles is there."""
        return any(name in self.columns for name in names)


def roles_of(shape: Shape, people: frozenset[int]) -> Roles:
    """The roles of a table's columns. `people` are the oids of tables that hold persons."""
    keyed = {name for each in shape.references_out for name in each.columns}
    found: dict[str, str] = {}
    for column in shape.columns:
        if column.name in keyed or column.name in shape.key:
            continue
        for role, fits in _ROLES.items():
            if role not in found and fits(column, words(column.name)):
                found[role] = column.name
    for name in shape.key:  # a setting is often named by its key
        about = shape.column(name)
        if about is not None and about.textual and set(words(name)) & {"key", "name", "setting"}:
            found.setdefault("key", name)
    state = _state(shape)
    labels: frozenset[str] = frozenset()
    if state is not None:
        found["state"] = state.name
        labels = frozenset(each.casefold() for each in (*state.labels, *shape.states.get(state.name, ())))
    parent, position = _ordered(shape)
    if position:
        found["position"] = position
    return Roles(
        found,
        tuple(each for each in shape.references_out if each.oid in people),
        tuple(each for each in shape.references_out if each.oid not in people and each.oid != shape.relation.oid),
        labels,
        parent,
    )


def _state(shape: Shape) -> Column | None:
    """The column that says where a row stands: called so, and of few words."""
    named = [each for each in shape.columns if _STATES & set(words(each.name)[-1:]) and (each.textual or each.labels)]
    small = [each for each in named if each.labels or each.name in shape.states]
    return next(iter(small or named), None)


def _ordered(shape: Shape) -> tuple[Reference | None, str]:
    """The parent and the place of rows that stand in an order: a unique constraint over exactly these."""
    for index in shape.indexes:
        if not index.unique or index.partial or None in index.columns or len(index.columns) < 2:
            continue
        for reference in shape.references_out:
            rest = [name for name in index.columns if name not in reference.columns]
            column = shape.column(rest[0] or "") if len(rest) == 1 else None
            if column is None or len(index.columns) != len(reference.columns) + 1:
                continue
            if column.base in ("integer", "smallint", "bigint") and _PLACES & set(words(column.name)):
                return reference, column.name
    return None, ""


def _money(column: Column, named: tuple[str, ...]) -> bool:
    whole = column.base in ("integer", "bigint")
    if not (column.base in ("numeric", "money") or whole):
        return False
    if column.base == "money":
        return True
    return bool(_MONEY & set(named)) and (not whole or bool({"cents", "cent", "minor"} & set(named) or _plain(named)))


def _plain(named: tuple[str, ...]) -> bool:
    """`amount`, `unit_amount`: whole numbers that are money by their last word; `total_views` is none."""
    return named[-1] in ("amount", "price", "subtotal", "fee", "due", "paid") or named == ("total",)


def _text(*last: str) -> Callable[[Column, tuple[str, ...]], bool]:
    wanted = frozenset(last)
    return lambda column, named: column.textual and bool(named) and named[-1] in wanted


def _with(kind: Callable[[Column], bool], *wanted: str) -> Callable[[Column, tuple[str, ...]], bool]:
    return lambda column, named: kind(column) and bool(frozenset(wanted) & set(named))


def _start(column: Column, named: tuple[str, ...]) -> bool:
    return column.temporal and bool(_START & set(named)) and not (_MADE & set(named)) and "due" not in named


def _whole(column: Column) -> bool:
    return column.base in ("integer", "smallint", "bigint")


_ROLES: Mapping[str, Callable[[Column, tuple[str, ...]], bool]] = {
    "money": _money,
    "start": _start,
    "end": _with(lambda column: column.temporal, "end", "finish", "until", "return", "returned", "out", "to"),
    "due": _with(lambda column: column.temporal, "due"),
    "made": _with(lambda column: column.temporal, "created", "at", "time", "timestamp", "logged", "occurred", "date"),
    "published": _with(lambda column: column.temporal, "published", "publish"),
    "birth": _with(lambda column: column.temporal, "birth", "born", "dob", "birthday"),
    "email": _with(lambda column: column.textual, "email", "mail"),
    "phone": _with(lambda column: column.textual, "phone", "mobile", "tel", "telephone"),
    "password": _with(lambda column: column.textual, "password", "passwd"),
    "first": lambda column, named: column.textual and named in (("first", "name"), ("given", "name"), ("firstname",)),
    "last": lambda column, named: (
        column.textual and named in (("last", "name"), ("family", "name"), ("surname",), ("lastname",))
    ),
    "name": lambda column, named: (
        column.textual and named in (("name",), ("full", "name"), ("display", "name"), ("username",))
    ),
    "title": _text("title", "name", "subject", "headline"),
    "slug": _text("slug", "permalink", "path", "handle"),
    "body": lambda column, named: (
        (column.textual or column.json) and bool({"body", "content", "html", "markdown", "text"} & set(named))
    ),
    "number": lambda column, named: (
        (column.textual or _whole(column)) and bool({"number", "reference", "no", "ref", "code"} & set(named[-1:]))
    ),
    "quantity": _with(_whole, *_MANY),
    "capacity": _with(_whole, "capacity", "places", "place", "max", "seat"),
    "stock": _with(_whole, "stock", "inventory"),
    "sku": _with(lambda column: column.textual, "sku", "barcode", "ean", "upc", "gtin"),
    "method": _with(lambda column: column.textual or bool(column.labels), "method", "provider", "gateway", "processor"),
    "external": _with(lambda column: column.textual, "intent", "charge", "transaction", "external", "stripe", "token"),
    "key": lambda column, named: column.textual and named[-1:] == ("key",),
    "value": lambda column, named: (column.textual or column.json) and named[-1:] == ("value",),
    "url": _with(lambda column: column.textual, "url", "path", "filename", "file", "uri", "storage", "key", "src"),
    "mime": _with(lambda column: column.textual, "mime", "content_type", "mimetype", "format"),
    "size": _with(_whole, "size", "byte", "width", "height", "duration"),
    "action": _with(lambda column: column.textual or bool(column.labels), "action", "verb", "operation"),
    "entity": _with(lambda column: column.textual, "entity", "table", "resource", "object", "auditable", "target"),
    "changes": lambda column, named: (
        column.json and bool({"before", "after", "change", "diff", "old", "new", "metadata", "payload"} & set(named))
    ),
    "active": lambda column, named: column.truth and bool({"active", "enabled", "available", "published"} & set(named)),
    "sort": lambda column, named: _whole(column) and named[-1:] in (("position",), ("order",), ("sort",), ("ordinal",)),
}
