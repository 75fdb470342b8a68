"""A kind of record on this database: its definition, completed by the shape of its table, and what was wrong in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from console.core.qualified import split_qualified
from console.errors import Problem
from console.records.catalogue import Catalogue, Relation, Shape
from console.records.definition import Arm, Booked, Definition, MaskKind, Mode, States, Transition
from console.records.masks import mask_of
from console.records.sources import Place, place_of

_TITLES = (
    "title",
    "name",
    "display_name",
    "full_name",
    "stage_name",
    "number",
    "reference",
    "slug",
    "email",
    "code",
    "key",
)
_STATES = ("status", "state", "stage", "phase")
_NEWEST = ("created_at", "inserted_at", "createdAt", "created", "booking_date", "date", "updated_at")
_SLOT = re.compile(r"\{([^{}]+)\}")
_MOST_LISTED = 7


@dataclass(frozen=True, slots=True)
class Resource:
    """What a kind of record is here. `problems` are keys of its definition that this database does not bear out."""

    definition: Definition
    shape: Shape
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def relation(self) -> Relation:
        return self.shape.relation

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name one record; empty where nothing does."""
        return self.shape.key

    def mask(self, place: Place) -> MaskKind | None:
        """How the value at a place is masked."""
        if place.path in self.definition.masks:
            return self.definition.masks[place.path]
        return mask_of(place.column, self.definition.masks if not place.hops else {})

    def mask_of_path(self, path: str) -> MaskKind | None:
        """How the value at a path that it shows is masked."""
        return self.mask(self.places[path])

    @property
    def title_paths(self) -> tuple[str, ...]:
        """The paths that its title is made of."""
        return tuple(_SLOT.findall(self.definition.title))

    @property
    def subtitle_paths(self) -> tuple[str, ...]:
        return tuple(_SLOT.findall(self.definition.subtitle))


def filled_in(template: str, values: dict[str, str | None]) -> str:
    """A title with its slots filled; what is NULL leaves no gap."""
    text = _SLOT.sub(lambda match: values.get(match[1]) or "", template)
    return re.sub(r"\s+", " ", re.sub(r"(\s*[·–—|,-]\s*)+$|^(\s*[·–—|,-]\s*)+", "", text)).strip()


def make_resource(catalogue: Catalogue, shape: Shape, definition: Definition | None) -> Resource:
    """The resource of a relation: what its definition leaves open is filled in from the shape, what of it does not fit
    is left out and told.
    """
    problems: list[Problem] = []
    given = definition or plain_definition(shape)
    kept = _fitted(catalogue, shape, given, problems)
    whole = _completed(catalogue, shape, kept)
    states = (whole.states.column,) if whole.states else ()
    named = (whole.invoice.recipient, whole.invoice.issuer) if whole.invoice else ()
    shown = (
        *whole.list,
        *(path for path in named if path),
        *_SLOT.findall(whole.title),
        *_SLOT.findall(whole.subtitle),
        *states,
    )
    places = {path: place_of(catalogue, shape, path) for path in (*shown, *(each.name for each in shape.columns))}
    return Resource(whole, shape, places, tuple(problems))


def plain_definition(shape: Shape) -> Definition:
    """A record of any table, called as the table is."""
    relation = shape.relation
    name = relation.name if relation.schema == "public" else relation.qualified
    return Definition(name=name, table=relation.qualified, insert=relation.kind in "rp", delete=relation.kind in "rp")


def _fitted(catalogue: Catalogue, shape: Shape, given: Definition, problems: list[Problem]) -> Definition:
    """The definition without the paths that lead nowhere here."""

    def good(path: str) -> bool:
        try:
            place_of(catalogue, shape, path)
        except Problem as problem:
            problems.append(type(problem)(f"{given.name}: {problem.what}", problem.why, problem.remedy))
            return False
        return True

    def seen(path: str) -> bool:
        """What this role may not read is left out and no mistake of the definition."""
        return good(path) and place_of(catalogue, shape, path).readable

    def whole(template: str) -> str:
        found = [seen(path) for path in _SLOT.findall(template)]  # every one is told, not the first alone
        return template if all(found) else ""

    order = given.order.split()[0] if given.order else ""
    states = given.states if given.states and seen(given.states.column) else None
    return replace(
        given,
        title=whole(given.title),
        subtitle=whole(given.subtitle),
        list=tuple([path for path in given.list if seen(path)]),
        order=given.order if order and seen(order) else "",
        money=given.money if given.money and seen(given.money) else "",
        search=tuple([arm for arm in given.search if seen(arm.column)]),
        states=states,
        transitions=tuple([each for each in given.transitions if (states or not each.to) and _can(each, good)]),
        masks={path: kind for path, kind in given.masks.items() if good(path)},
        booking=given.booking if given.booking and _booked(given.booking, good) else None,
    )


def _booked(booked: Booked, good: Callable[[str], bool]) -> bool:
    own = (booked.of, booked.who, booked.seats, booked.unit, booked.total, *booked.sets, *booked.waits)
    there = (f"{booked.of}.{path}" for path in (booked.capacity, booked.price) if path)
    found = [good(path) for path in (*(path for path in own if path), *there)]
    return all(found)


def _can(transition: Transition, good: Callable[[str], bool]) -> bool:
    named = [*transition.sets, *transition.locks, *([transition.reason_column] if transition.reason_column else [])]
    found = [good(path) for path in named]
    return all(found)


def _completed(catalogue: Catalogue, shape: Shape, given: Definition) -> Definition:
    title = given.title or _title(shape)
    states = given.states or _states(shape)
    return replace(
        given,
        one=given.one or _singular(split_qualified(given.table)[1]),
        many=given.many or given.name.replace("_", " "),
        title=title,
        states=states,
        list=given.list or _list(catalogue, shape, title, states),
        order=given.order or _order(shape),
        search=given.search or _search(shape),
    )


def _title(shape: Shape) -> str:
    names = {each.name for each in shape.columns if each.readable}
    for wanted in _TITLES:
        if wanted in names:
            return f"{{{wanted}}}"
    ending = next((name for name in sorted(names) if name.endswith(("_name", "_number", "_title", "_code"))), None)
    key = "".join(f"{{{name}}} " for name in shape.key).strip()
    first = next((f"{{{each.name}}}" for each in shape.columns if each.readable), "")
    return f"{{{ending}}}" if ending else key or first


def _states(shape: Shape) -> States | None:
    for name in _STATES:
        column = shape.column(name)
        if column is not None and column.readable and (column.labels or column.textual):
            return States(name)
    return None


def _list(catalogue: Catalogue, shape: Shape, title: str, states: States | None) -> tuple[str, ...]:
    """Title first, then the state, then what people look for: names, money, dates; never what is long or secret."""
    wanted = [*_SLOT.findall(title), *([states.column] if states else [])]
    for column in shape.columns:
        dull = column.json or column.base in ("bytea", "tsvector") or column.category == "A" or column.generated
        if len(wanted) >= _MOST_LISTED or dull or not column.readable or column.name in wanted:
            continue
        if mask_of(column, {}) is MaskKind.SECRET or (column.name in shape.key and len(shape.key) == 1):
            continue
        wanted.append(_named_target(catalogue, shape, column.name))
    return tuple(wanted) or tuple(shape.key)


def _named_target(catalogue: Catalogue, shape: Shape, column: str) -> str:
    """The path to what the row behind a foreign key is called, else the column itself."""
    reference = shape.reference(column)
    target = catalogue.shapes.get(reference.oid) if reference and len(reference.columns) == 1 else None
    if target is None:
        return column
    name = next((each for each in _TITLES if (there := target.column(each)) is not None and there.readable), None)
    return f"{column}.{name}" if name else column


def _order(shape: Shape) -> str:
    for name in _NEWEST:
        column = shape.column(name)
        if column is not None and column.readable and column.temporal and (shape.leads(name) or shape.relation.small):
            return f"{name} desc"
    return ""


def _search(shape: Shape) -> tuple[Arm, ...]:
    """Arms for what names a row, and for texts that an index can search."""
    arms: list[Arm] = []
    for column in shape.columns:
        if not column.readable or mask_of(column, {}) is MaskKind.SECRET:
            continue
        alone = shape.key == (column.name,) or shape.unique(column.name)
        if alone:
            arms.append(Arm(column.name, Mode.EXACT, 90))
        elif column.textual and (shape.leads(column.name) or _lowered(shape, column.name)):
            arms.append(Arm(column.name, Mode.EXACT, 70))
        if column.textual and not column.labels:
            named = f"{{{column.name}}}" == _title(shape)
            arms.append(Arm(column.name, Mode.CONTAINS, 60 if named else 40))
    return tuple(arms)


def _lowered(shape: Shape, column: str) -> bool:
    return any(each.method == "btree" and each.expression.startswith(f"lower({column})") for each in shape.indexes)


def _singular(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").casefold()
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if words.endswith(ending) and not words.endswith(("ss", "us", "is")):
            return words[: -len(ending)] + instead
    return words
