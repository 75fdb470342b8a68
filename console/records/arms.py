"""Search arms of a kind on this database: which of them an index serves, which a small table forgives, which are left
out and why. It writes no statement and runs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from console.records.catalogue import Catalogue, Column, Shape
from console.records.classify import Input
from console.records.definition import Arm, MaskKind, Mode
from console.records.learnt import Pattern
from console.records.resource import Resource
from console.records.sources import Place

WORDS = 6
"""Words of an input that are looked for; more say no more."""
_LOOKS = {MaskKind.EMAIL: "email", MaskKind.PHONE: "phone"}
"""What an input must look like to be one of these: nothing is said of a column that it could not stand in."""
LEAST = 3
"""Characters that an index of trigrams can look up inside of a text."""
_WHOLE = {"integer": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1), "smallint": (-(2**15), 2**15 - 1)}


@dataclass(frozen=True, slots=True)
class Skipped:
    """An arm that was not run: its column, and why. `remedy` is the index that would make it quick."""

    kind: str
    column: str
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How an arm is run for an input of this sort: the same way is the same statement, whatever was typed.

    `how` is equal, lowered (an index of lower() serves it), folded (a small table), written (as its references are
    written), beginning, as typed (a beginning, in an index that knows capitals), behind (what its references have in
    common), inside, similar or words; `words` is how many of them are looked for.
    """

    arm: Arm
    how: str
    words: int = 1
    given: str = "plain"
    """Which form of the input is compared: plain, lower, digits."""


def ways_for(
    catalogue: Catalogue,
    resource: Resource,
    place_at: Callable[[str], Place],
    given: Input,
    *,
    exact: bool,
    patterns: Mapping[tuple[int, str], Pattern],
) -> tuple[list[Way], list[Skipped]]:
    """The arms of a kind for an input: the exact ones, or the others. Those without an index on a large table are
    skipped and told.
    """
    ways: list[Way] = []
    skipped: list[Skipped] = []
    for arm in resource.definition.search:
        if (arm.mode is Mode.EXACT) != exact or (arm.pattern and not re.search(arm.pattern, given.text, re.IGNORECASE)):
            continue
        place = place_at(arm.column)
        masked = resource.mask(place)
        if masked is MaskKind.SECRET or (masked is not None and not exact):
            continue
        if masked in _LOOKS and _LOOKS[masked] not in given.kinds:
            continue
        pattern = patterns.get((place.shape.relation.oid, place.column.name))
        made = _exact(arm, place, given, pattern) if exact else _inexact(arm, place, given, pattern)
        if isinstance(made, Way):
            if _reached(catalogue, resource, place):
                ways.append(made)
            else:
                skipped.append(_skip(resource, arm, "its foreign key has no index", place))
        elif made is not None:
            skipped.append(_skip(resource, arm, made, place))
    return ways, skipped


def _exact(arm: Arm, place: Place, given: Input, pattern: Pattern | None) -> Way | str | None:
    """The way, why there is none, or None where the input cannot be a value of the column."""
    about, shape = place.column, place.shape
    form = "digits" if arm.normalise == "digits" else "lower" if arm.normalise == "lower" else "plain"
    if not fits(about, values_of(given)[form]):
        return None
    if about.textual and lowered(shape, about.name):
        return Way(arm, "lowered", given=form)
    small = shape.relation.small
    if not (shape.leads(about.name) or _gin(shape, about.name, "hash") or small):
        return "no index"
    if about.textual and small:
        return Way(arm, "folded", given=form)
    if pattern is not None and not arm.normalise:
        return Way(arm, "written") if pattern.written(given.text) else None
    return Way(arm, "equal", given=form)


def _inexact(arm: Arm, place: Place, given: Input, pattern: Pattern | None) -> Way | str | None:
    about, shape = place.column, place.shape
    if not {"words", "reference", "slug", "user"} & set(given.kinds):
        return None
    small = shape.relation.small
    if arm.mode is Mode.WORDS:
        return _words(arm, place, given, small)
    if not about.textual:
        return None
    trigram = trigrams(shape, about.name)
    if trigram and arm.mode is not Mode.FUZZY and pattern is not None and len(pattern.behind(given.text)) >= LEAST:
        return Way(arm, "behind")
    if given.short or arm.mode is Mode.PREFIX:
        if trigram or small:
            return Way(arm, "beginning")
        return Way(arm, "as typed") if _prefixed(shape, about.name) else "no index that a beginning can be looked up in"
    if not (small or trigram):
        return "no trigram index"
    if arm.mode is Mode.FUZZY:
        return Way(arm, "similar") if trigram else None
    return Way(arm, "inside", min(len(given.text.split()), WORDS))


def _words(arm: Arm, place: Place, given: Input, small: bool) -> Way | str | None:
    if given.short:
        return None
    if place.column.base == "tsvector":
        indexed = any(place.column.name in each.columns[:1] for each in place.shape.indexes)
        return Way(arm, "words") if small or indexed else "no index"
    if vector(place.shape, place.column.name):
        return Way(arm, "words")
    return None if small else "no index over its words"


def values_of(given: Input) -> dict[str, str]:
    """The forms of an input that statements compare with, by name."""
    plain = given.text.removeprefix("=") if "amount" in given.kinds else given.text
    plain = plain.removeprefix("@") if "user" in given.kinds else plain
    escaped = like(given.text)
    words = {f"word{number}": f"%{like(word)}%" for number, word in enumerate(given.text.split()[:WORDS])}
    return {
        "plain": plain,
        "lower": plain.lower(),
        "small": given.text.lower(),
        "digits": given.digits,
        "text": given.text,
        "beginning": f"{escaped}%",
        "capitals": f"{escaped.upper()}%",
        **words,
    }


def lowered(shape: Shape, column: str) -> str:
    """The printed `lower(column)` of an index over it; empty where there is none."""
    return expression_index(shape, rf"^lower\(\(?\"?{re.escape(column)}\"?\)?(::text)?\)$", "btree")


def vector(shape: Shape, column: str) -> str:
    """The printed vector of words of an index that has the column in it; empty where there is none."""
    return expression_index(shape, rf"to_tsvector\(.*\b{re.escape(column)}\b", "gin")


def expression_index(shape: Shape, pattern: str, method: str) -> str:
    """The printed expression of an index of that method which matches; empty where there is none."""
    found = (
        each.expression for each in shape.indexes if each.method == method and each.expression and not each.partial
    )
    return next((text for text in found if re.search(pattern, text)), "")


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


def like(text: str) -> str:
    """A text as a part of a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def trigrams(shape: Shape, column: str) -> bool:
    """Whether an index of trigrams covers the column."""
    return _gin(shape, column, "trgm")


def _gin(shape: Shape, column: str, kind: str) -> bool:
    return bool(_class(shape, column, kind))


def _class(shape: Shape, column: str, kind: str) -> str:
    return next(
        (
            label
            for each in shape.indexes
            if each.method in ("gin", "gist", "hash") and not each.partial
            for name, label in zip(each.columns, each.classes, strict=True)
            if name == column and label and kind in (each.method if kind == "hash" else label)
        ),
        "",
    )


def similar(shape: Shape, column: str) -> tuple[str, str]:
    """The operator and the function of similarity, by the schema that their extension is in."""
    schema = _class(shape, column, "trgm").rpartition(".")[0]
    return f"operator({schema}.%)", f"{schema}.similarity"


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
