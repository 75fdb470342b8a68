"""What of a record can be typed: its columns, the values that they have whole, and whether the server takes others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from console.core.unknown import Unknown
from console.database.compile import ServerType, compiled
from console.database.session import Database, ReadSession
from console.errors import ConnectionProblem, Problem
from console.records.catalogue import Column
from console.records.definition import MaskKind
from console.records.fitting import unfit
from console.records.opened import Records
from console.records.resource import Resource
from console.records.session import record_session
from console.records.sources import Source, as_text, key_condition

LONGEST = 100_000
"""Bytes of a value that are brought here to be changed."""
MOST = 60
"""Columns of one form."""


@dataclass(frozen=True, slots=True)
class Editable:
    """A column in a form. `text` is its value, None NULL; `given` says that it has one (a new record has none yet).

    `hidden` values are not shown, `kind` is the kind of record that it points at, `why_not` says why it cannot be
    changed here, `needed` that a new record must have it.
    """

    column: Column
    text: str | None = field(default=None, repr=False)
    given: bool = True
    hidden: bool = False
    kind: str = ""
    why_not: str = ""
    needed: bool = False
    label: str = ""
    title: str = ""
    """What the record is called that it points at."""

    @property
    def name(self) -> str:
        """What it is called in the form."""
        return self.label or self.column.name


def why_not_column(resource: Resource, column: Column, *, new: bool = False) -> str:
    """Why a column cannot be set; empty where it can."""
    states = resource.definition.states
    if not new and states is not None and states.column == column.name and resource.definition.transitions:
        return "a state is moved by what its kind allows"
    if resource.mask_of_path(column.name) is MaskKind.SECRET:
        return "secrets are neither shown nor changed here"
    if column.generated or (new and column.identity):
        return "the server computes it"
    if not (column.insertable if new else column.updatable):
        return "this role may not set it" if new else "this role may not change it"
    return ""


def target_kind(records: Records, resource: Resource, column: Column) -> str:
    """The kind of record that a column points at by its key; empty where it points at none."""
    reference = resource.shape.reference(column.name)
    if reference is None or len(reference.columns) != 1:
        return ""
    relation, shape = records.catalogue.of(reference.oid), records.catalogue.shapes.get(reference.oid)
    if relation is None or shape is None or not relation.readable or shape.key != reference.targets:
        return ""
    return records.name_of(relation)


def new_fields(records: Records, resource: Resource) -> tuple[Editable, ...]:
    """The columns of a new record, those that must be given first."""
    found = []
    for column in resource.shape.columns:
        if not why_not_column(resource, column, new=True):
            needed = not column.nullable and not column.filled
            kind = target_kind(records, resource, column)
            found.append(Editable(column, given=False, kind=kind, needed=needed))
    return tuple(sorted(found, key=lambda each: not each.needed))[:MOST]


async def read_fields(
    database: Database,
    records: Records,
    resource: Resource,
    key: Sequence[str],
    only: str = "",
    *,
    reveal: frozenset[str] = frozenset(),
) -> tuple[Editable, ...]:
    """The columns of a record that can be changed, with their whole values; or `only` one. Masked values stay hidden
    but for those in `reveal`.
    """
    wanted = [
        each
        for each in resource.shape.columns
        if (each.name == only if only else each.name not in resource.key) and not why_not_column(resource, each)
    ][:MOST]
    source = Source(records.catalogue, resource.shape)
    chosen = []
    for number, each in enumerate(wanted):
        at = source.this.c[each.name]
        short = sa.func.pg_column_size(at) <= LONGEST if each.readable else sa.false()
        chosen.append(
            sa.case((short, as_text(at, each)) if each.readable else (sa.false(), sa.null())).label(f"v{number}")
        )
        there = at.is_not(None) if each.readable else sa.true()
        chosen.append(sa.and_(there, sa.not_(short)).label(f"long{number}"))
    if not chosen:
        return ()
    statement = sa.select(*chosen).select_from(source.this).where(key_condition(source.this, resource.shape, key))
    async with record_session(database) as session:
        rows = await session.mappings(*compiled(statement))
    if not rows:
        return ()
    found = []
    for number, each in enumerate(wanted):
        hidden = resource.mask_of_path(each.name) is not None and each.name not in reveal
        text, long = rows[0][f"v{number}"], rows[0][f"long{number}"]
        long = long or (text is not None and len(text) > LONGEST)
        why = ""
        if long:
            why = "this role may not read it" if not each.readable else "it is too long to be changed here"
        kind = target_kind(records, resource, each)
        found.append(Editable(each, None if long else text, hidden=hidden, kind=kind, why_not=why))
    return tuple(found)


async def refuse_unfit(database: Database, resource: Resource, values: Mapping[str, str | None]) -> None:
    """Ask the server whether it takes these texts as values of their types, domains with their checks among them.

    UsageProblem that names the first column whose it does not. Nothing is written: each is one constant in a read.
    """
    given = [(column, text) for name, text in values.items() if text and (column := resource.shape.column(name))]

    async def read(session: ReadSession, pairs: Sequence[tuple[Column, str]]) -> None:
        texts = [
            sa.cast(sa.cast(sa.bindparam(None, text, type_=ServerType("text")), ServerType(column.type)), sa.Text)
            .is_(None)
            .label(f"v{number}")
            for number, (column, text) in enumerate(pairs)
        ]
        await session.mappings(*compiled(sa.select(*texts)))

    async def trouble(pairs: Sequence[tuple[Column, str]]) -> tuple[str, str] | None:
        try:
            answer = await database.ask(read, pairs)
        except ConnectionProblem:
            raise
        except Problem as problem:
            return problem.why or problem.what, problem.remedy
        return (answer.reason, answer.remedy) if isinstance(answer, Unknown) else None

    if not given or await trouble(given) is None:
        return
    for column, text in given:
        said = await trouble([(column, text)])
        if said is not None:
            raise unfit(column, said[0].removesuffix("."))
