"""Search arms of a kind on this database: which of them an index serves, which a small table forgives, which are left
out and why. It builds parts of statements and runs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.database.compile import ServerType
from console.records.catalogue import Catalogue, Column, Shape
from console.records.classify import Input
from console.records.definition import Arm, MaskKind, Mode
from console.records.resource import Resource
from console.records.sources import THIS, Place, Source, bound, expression

TEXT = ServerType("text")
_WHOLE = {"integer": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1), "smallint": (-(2**15), 2**15 - 1)}


@dataclass(frozen=True, slots=True)
class Skipped:
    """An arm that was not run: its column, and why. `remedy` is the index that would make it quick."""

    kind: str
    column: str
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """An arm that can be run: how good a hit is, and the condition, which needs the source's joins."""

    arm: Arm
    condition: sa.ColumnElement[bool]
    rank: int


def arms_for(
    catalogue: Catalogue, resource: Resource, source: Source, given: Input, *, exact: bool
) -> tuple[list[Ready], list[Skipped]]:
    """The arms of a kind for an input: the exact ones, or the others. Those without an index on a large table are
    skipped and told.
    """
    ready: list[Ready] = []
    skipped: list[Skipped] = []
    for arm in resource.definition.search:
        if (arm.mode is Mode.EXACT) != exact or (arm.pattern and not re.search(arm.pattern, given.text, re.IGNORECASE)):
            continue
        place = source.place(arm.column)
        masked = resource.mask(place)
        if masked is MaskKind.SECRET or (masked is not None and not exact):
            continue
        made = _exact(arm, place, source, given) if exact else _inexact(arm, place, source, given)
        if isinstance(made, Ready):
            reached = _reached(catalogue, resource, place)
            if reached:
                ready.append(made)
            else:
                skipped.append(_skip(resource, arm, "its foreign key has no index", place))
        elif made is not None:
            skipped.append(_skip(resource, arm, made, place))
    return ready, skipped


def _exact(arm: Arm, place: Place, source: Source, given: Input) -> Ready | str | None:
    """The arm, why it cannot be, or None where the input cannot be a value of the column."""
    about = place.column
    text = _normalised(arm, given)
    if not fits(about, text):
        return None
    column = source.column(arm.column)
    shape = place.shape
    if about.textual and (
        lowered := expression_index(shape, rf"^lower\(\(?\"?{re.escape(about.name)}\"?\)?(::text)?\)$", "btree")
    ):
        return Ready(
            arm, expression_of(place, source, lowered) == sa.bindparam(None, text.lower(), type_=TEXT), arm.rank
        )
    if shape.leads(about.name) or _gin(shape, about.name, "hash") or shape.relation.small:
        if about.textual and shape.relation.small:
            return Ready(
                arm, sa.func.lower(sa.cast(column, TEXT)) == sa.bindparam(None, text.lower(), type_=TEXT), arm.rank
            )
        return Ready(arm, column == bound(text, about), arm.rank)
    return "no index"


def _inexact(arm: Arm, place: Place, source: Source, given: Input) -> Ready | str | None:
    about = place.column
    shape = place.shape
    small = shape.relation.small
    if (
        "words" not in given.kinds
        and "reference" not in given.kinds
        and "slug" not in given.kinds
        and "user" not in given.kinds
    ):
        return None
    column = source.column(arm.column)
    if arm.mode is Mode.WORDS:
        return _words(arm, place, source, given, small)
    if not about.textual:
        return None
    text = sa.cast(column, TEXT)
    escaped = like(given.text)
    trigram = trigrams(shape, about.name)
    if given.short or arm.mode is Mode.PREFIX:
        if not (small or trigram or _prefixed(shape, about.name)):
            return "no index that a beginning can be looked up in"
        return Ready(arm, text.bool_op("ILIKE")(sa.bindparam(None, f"{escaped}%", type_=TEXT)), arm.rank)
    if not (small or trigram):
        return "no trigram index"
    if arm.mode is Mode.FUZZY:
        if not trigram:
            return None
        return Ready(arm, column.bool_op("%")(sa.bindparam(None, given.text, type_=TEXT)), arm.rank)
    words = [
        text.bool_op("ILIKE")(sa.bindparam(None, f"%{like(word)}%", type_=TEXT)) for word in given.text.split()[:6]
    ]
    return Ready(arm, sa.and_(*words), arm.rank)


def _words(arm: Arm, place: Place, source: Source, given: Input, small: bool) -> Ready | str | None:
    about = place.column
    if given.short:
        return None
    query = sa.func.websearch_to_tsquery(sa.bindparam(None, given.text, type_=TEXT))
    if about.base == "tsvector":
        if not (small or any(about.name in each.columns[:1] for each in place.shape.indexes)):
            return "no index"
        return Ready(arm, source.column(arm.column).bool_op("@@")(query), arm.rank)
    vector = expression_index(place.shape, rf"to_tsvector\(.*\b{re.escape(about.name)}\b", "gin")
    if vector:
        named = re.match(r"to_tsvector\('([A-Za-z_]+)'::regconfig", vector)
        if named:
            query = sa.func.websearch_to_tsquery(
                sa.cast(sa.bindparam(None, named[1], type_=ServerType("regconfig")), ServerType("regconfig")),
                sa.bindparam(None, given.text, type_=TEXT),
            )
        return Ready(arm, expression_of(place, source, vector).bool_op("@@")(query), arm.rank)
    return None if small else "no index over its words"


def expression_index(shape: Shape, pattern: str, method: str) -> str:
    """The printed expression of an index of that method which matches; empty where there is none."""
    found = (
        each.expression for each in shape.indexes if each.method == method and each.expression and not each.partial
    )
    return next((text for text in found if re.search(pattern, text)), "")


def expression_of(place: Place, source: Source, text: str) -> sa.ColumnElement[Any]:
    """An index's own expression over the table that the place stands in: columns get its alias."""
    alias = THIS if not place.hops else source.alias(place)
    names = sorted((each.name for each in place.shape.columns), key=len, reverse=True)
    for name in names:
        quoted = re.escape(name)
        text = re.sub(rf'(?<![\w."\']){quoted}(?![\w"\'(])', f"{alias}.{name}", text)
        text = re.sub(rf'(?<![\w.])"{quoted}"', f'{alias}."{name}"', text)
    return expression(text)


def fits(about: Column, text: str) -> bool:
    """Whether the text can be a value of the column at all: else the server would refuse the whole search."""
    if about.base == "uuid":
        return bool(re.fullmatch(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}", text))
    if about.base in _WHOLE:
        low, high = _WHOLE[about.base]
        return bool(re.fullmatch(r"-?\d{1,19}", text)) and low <= int(text) <= high
    if about.numeric:
        return bool(re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", text))
    if about.labels:
        return text in about.labels
    if about.base == "date":
        return bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)", text))
    return about.textual


def _normalised(arm: Arm, given: Input) -> str:
    text = given.text.removeprefix("=") if "amount" in given.kinds else given.text
    if arm.normalise == "digits":
        return given.digits
    return text.lower() if arm.normalise == "lower" else text.removeprefix("@") if "user" in given.kinds else text


def like(text: str) -> str:
    """A text as a part of a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def trigrams(shape: Shape, column: str) -> bool:
    """Whether an index of trigrams covers the column."""
    return _gin(shape, column, "trgm")


def _gin(shape: Shape, column: str, kind: str) -> bool:
    return any(
        name == column and kind in (label or "") and not each.partial
        for each in shape.indexes
        if each.method in ("gin", "gist", "hash")
        for name, label in zip(each.columns, each.classes, strict=True)
    )


def _prefixed(shape: Shape, column: str) -> bool:
    return any(
        each.columns[:1] == (column,) and "pattern" in (each.classes[0] or "") and not each.partial
        for each in shape.indexes
    )


def _reached(catalogue: Catalogue, resource: Resource, place: Place) -> bool:
    """Whether the rows that lead to the place are found quickly from it: each foreign key on the way has an index."""
    shape = resource.shape
    for hop in place.hops:
        if not (shape.relation.small or shape.leads(*hop.columns)):
            return False
        shape = catalogue.shapes[hop.oid]
    return True


def _skip(resource: Resource, arm: Arm, why: str, place: Place) -> Skipped:
    return Skipped(resource.name, arm.column, why, f"{place.shape.relation.qualified} ({place.column.name})")


def kinds_worth(kinds: Iterable[Resource]) -> tuple[Resource, ...]:
    """Kinds that have a key to open a hit by, and something to be found by."""
    return tuple(each for each in kinds if each.key and each.definition.search)
