"""Taking an operation back: an operation too, made from the images that the journal kept of its rows.

It is made only on the same database and only while every row still is as it was left; the plan refuses it otherwise.
Only the columns that were set are put back: what triggers do beside that, they do again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from psycopg import sql

from console.core.secret import Secret
from console.core.target import Target
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database
from console.database.sql import load
from console.errors import GuardProblem
from console.guard.events import Entry, Intent, Result
from console.guard.journal_list import moment
from console.guard.operation import MADE, Call, Change, Operation, Query, ReverseKind, Risk, Rows, Step
from console.guard.relations import Relation, read_relation
from console.guard.rows import RowImage, from_payload, images_of, rows_of

CallMaker = Callable[[Call], Awaitable[Operation]]
Key = tuple[str, ...]

_INVERSE = {Change.UPDATE: Change.UPDATE, Change.INSERT: Change.DELETE, Change.DELETE: Change.INSERT}


async def undo_operation(entry: Entry, database: Database, target: Target, make_call: CallMaker) -> Operation:
    """The operation that takes an entry of the journal back. GuardProblem where there is none.

    `make_call` makes an operation by its name, for those that another operation reverses.
    """
    _refuse(entry, target)
    reverse = entry.intent.reverse
    if reverse["kind"] == ReverseKind.CALL.value:
        call = reverse["call"]
        made = await make_call(Call(call["name"], _key_of(entry, call["key"]), call["arguments"]))
        return replace(made, undo_of=entry.id, only_on=entry.intent.identity)
    specs = _specs(entry)
    images = _kept(entry, entry.before, entry.intent.before)
    left = _kept(entry, entry.after, entry.marks[-1].after if entry.marks else ())
    if not left:
        raise GuardProblem(
            f"“{_called(entry.intent)}” cannot be undone.",
            "How it left its rows was not seen: nothing could be compared.",
        )
    async with database.read() as session:
        relations = {
            name: await read_relation(session, *name)
            for name in dict.fromkeys((spec["schema"], spec["relation"]) for spec in specs)
        }
    steps: list[Step] = []
    # Relations whose rows with keys of the server's making are in the steps already.
    taken: set[tuple[str, str]] = set()
    for spec in reversed(specs):
        name = (spec["schema"], spec["relation"])
        if not spec["after"]:
            if name in taken:
                continue
            taken.add(name)
        steps += _steps(spec, relations[name], images, left, specs)
    return Operation(
        name=entry.intent.operation,
        title=f"Undo: {entry.intent.title}",
        subject=entry.intent.subject,
        kind=entry.intent.kind,
        key=entry.intent.key,
        risk=Risk(reverse.get("risk", entry.intent.risk)),
        steps=tuple(steps),
        consequence=f"as it was before {moment(entry.at)}",
        event=entry.intent.event,
        undo_of=entry.id,
        only_on=entry.intent.identity,
        unless_changed=tuple(left.values()),
    )


def _key_of(entry: Entry, key: str) -> str:
    """The key of a call; where it is that of the row that was added, the one which that row has got."""
    if MADE not in key:
        return key
    left = _kept(entry, entry.after, entry.marks[-1].after if entry.marks else ())
    before = _kept(entry, entry.before, entry.intent.before)
    added = [image.key for name, image in left.items() if name not in before or before[name].values is None]
    if len(added) != 1:
        raise GuardProblem(f"“{_called(entry.intent)}” cannot be undone.", "Which row it added is not known.")
    return key.replace(MADE, ",".join(value for _, value in added[0]))


def _refuse(entry: Entry, target: Target) -> None:
    intent = entry.intent
    if entry.end is None or entry.end.result is not Result.DONE:
        raise GuardProblem(f"“{_called(intent)}” cannot be undone.", "It is not known to have been done.")
    if not intent.reverse.get("possible"):
        raise GuardProblem(f"“{_called(intent)}” cannot be undone.", _reason(intent))
    same_name = intent.identity is None and intent.target == target.name
    if not same_name and (intent.identity is None or target.identity not in (None, intent.identity)):
        raise GuardProblem(
            f"“{_called(intent)}” cannot be undone here.", f"It was done on another database ({intent.target})."
        )


def _called(intent: Intent) -> str:
    return f"{intent.title} {intent.subject}".strip()


def _reason(intent: Intent) -> str:
    """Why there is no undo, as the plan said it: `none: …`."""
    why = str(intent.reverse.get("why", "")).removeprefix("none").removeprefix(": ")
    return f"{why[:1].upper()}{why[1:]}"


def _kept(
    entry: Entry, payload: Mapping[str, Any] | Unknown, shown: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, str, Key], RowImage]:
    """The images as the journal has them: in clear, unless it hides something of them."""
    images = images_of(payload) if not isinstance(payload, Unknown) else ()
    images = images or tuple(from_payload(document) for document in shown)
    if isinstance(payload, Unknown) and any(image.hides for image in images):
        raise GuardProblem(
            f"“{_called(entry.intent)}” cannot be undone.",
            f"The masked values as they were cannot be read: {payload.reason}",
            payload.remedy,
        )
    return {_place(image): image for image in images}


def _specs(entry: Entry) -> Sequence[Mapping[str, Any]]:
    hidden = {} if isinstance(entry.before, Unknown) else entry.before
    specs: Sequence[Mapping[str, Any]] = hidden.get("undo") or entry.intent.reverse.get("rows") or ()
    if not specs:
        raise GuardProblem(
            f"“{_called(entry.intent)}” cannot be undone.", "Which rows it changed cannot be read any more."
        )
    return specs


def _place(image: RowImage) -> tuple[str, str, Key]:
    return (image.schema, image.relation, tuple(value for _, value in image.key))


def _steps(
    spec: Mapping[str, Any],
    relation: Relation,
    images: Mapping[tuple[str, str, Key], RowImage],
    left: Mapping[tuple[str, str, Key], RowImage],
    specs: Sequence[Mapping[str, Any]],
) -> list[Step]:
    rows = rows_of(spec)
    pairs = [(tuple(old), tuple(new)) for old, new in zip(spec["before"], spec["after"], strict=True)]
    if not pairs:  # the server made the keys: those of its relation that no other step names
        named = {(one["schema"], one["relation"], tuple(key)) for one in specs for key in one["after"]}
        made = [place for place in left if place[:2] == (rows.schema, rows.relation) and place not in named]
        pairs = [(key, key) for _, _, key in made]
    where = (rows.schema, rows.relation)
    return [_step(rows, relation, images.get((*where, old)), new) for old, new in pairs]


def _step(rows: Rows, relation: Relation, image: RowImage | None, key: Key) -> Step:
    values = {} if image is None or image.values is None else dict(image.values)
    change = _INVERSE[rows.change]
    columns = (
        rows.columns
        if change is Change.UPDATE
        else tuple(column.name for column in relation.columns if not column.generated and column.name in values)
    )
    masked = rows.masked | (image.masked if image else frozenset())
    parts, binds = _parts(relation, rows, key, columns, values, masked)
    name = {Change.UPDATE: "update", Change.DELETE: "delete", Change.INSERT: "insert"}[change]
    back = {column: values.get(column) for column in columns} if change is not Change.DELETE else {}
    return Step(
        title=f"Put {rows.name} {', '.join(key)} back",
        query=Query(load(f"guard/undo_{name}").with_identifiers(**parts), binds),
        expected=1,
        rows=(
            replace(
                rows,
                values=(tuple(values[column] or "" for column in rows.key) if change is Change.INSERT else key,),
                columns=columns if change is not Change.DELETE else (),
                change=change,
                masked=frozenset(masked),
                becomes=back if change is Change.UPDATE else {},
            ),
        ),
    )


def _parts(
    relation: Relation,
    rows: Rows,
    key: Key,
    columns: Sequence[str],
    values: Mapping[str, str | None],
    masked: frozenset[str],
) -> tuple[dict[str, sql.Composable], dict[str, Any]]:
    """The pieces of the statement, and its binds: texts, which the server reads as the columns' own types."""
    binds: dict[str, Any] = {f"key_{number}": value for number, value in enumerate(key)}
    for number, column in enumerate(columns):
        value = values.get(column)
        binds[f"value_{number}"] = Secret(value) if column in masked and value is not None else value
    sets = [
        sql.SQL("{} = {}").format(identifier(column), sql.Placeholder(f"value_{number}"))
        for number, column in enumerate(columns)
    ]
    matches = [
        sql.SQL("t.{} = {}").format(identifier(column), sql.Placeholder(f"key_{number}"))
        for number, column in enumerate(rows.key)
    ]
    return {
        "relation": relation.sql,
        "assignments": sql.SQL(", ").join(sets),
        "matches": sql.SQL(" and ").join(matches),
        "columns": sql.SQL(", ").join(identifier(column) for column in columns),
        "values": sql.SQL(", ").join(sql.Placeholder(f"value_{number}") for number in range(len(columns))),
    }, binds
