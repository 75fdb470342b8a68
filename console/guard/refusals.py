"""What of an operation cannot be done as it is, and whether it could be taken back. Pure: over what a plan has read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from console.core.unknown import Unknown
from console.guard.cascades import Cascade
from console.guard.operation import Change, Operation, ReverseKind, Rows
from console.guard.plan import Refusal, cascade_words, undo_words
from console.guard.relations import Relation
from console.guard.rows import RowImage, key_of

Relations = Mapping[tuple[str, str], Relation]

MOST_ROWS = 1_000
"""More rows than that are not kept for an undo."""

MOST_CHARACTERS = 4_000_000


def operation_refusals(operation: Operation) -> tuple[Refusal, ...]:
    """What is wrong with the operation itself: a mistake of whoever made it."""
    if not operation.steps:
        return (Refusal("Nothing would change."),)
    if not operation.transactional and len(operation.steps) > 1:
        return (
            Refusal(
                "A statement that runs without a transaction must be alone.",
                "The others could not be taken back with it.",
                "Run them one after another.",
            ),
        )
    return ()


def row_refusals(
    operation: Operation, relations: Relations, before: Sequence[RowImage], cascades: Iterable[Cascade]
) -> tuple[Refusal, ...]:
    """Rows that are missing or there already, what the role may not do, and what foreign keys forbid."""
    images = {(image.schema, image.relation, image.key): image for image in before}
    found: list[Refusal] = []
    seen: set[object] = set()
    for rows in operation.rows:
        relation = relations[rows.schema, rows.relation]
        found += _of_relation(rows, relation)
        for values in rows.values:
            image = images[rows.schema, rows.relation, key_of(rows, values)]
            identity = (image.schema, image.relation, image.key)
            if identity not in seen:
                seen.add(identity)
                found += _of_row(rows.change, image, relation)
    for cascade in cascades:
        if cascade.refuses:
            found.append(
                Refusal(f"Other rows refer to it: {cascade_words(cascade)}.", "", "Remove or change them first.")
            )
    return tuple(dict.fromkeys(found))


def _of_row(change: Change, image: RowImage, relation: Relation) -> list[Refusal]:
    if change is Change.INSERT:
        return [Refusal(f"It is there already: {image.label}.")] if image.values is not None else []
    if image.values is None:
        why = "Row security may hide it from this role." if relation.filtered else ""
        return [Refusal(f"There is no such row: {image.label}.", why, "Refresh: it may have been deleted.")]
    return []


def _of_relation(rows: Rows, relation: Relation) -> list[Refusal]:
    if relation.kind not in ("r", "p", "v"):
        what = {"m": "a materialized view", "f": "a foreign table"}.get(relation.kind, "not a table")
        return [Refusal(f"{rows.name} is {what}.", "The guard changes rows of tables and views.")]
    if any(trigger.instead for trigger in relation.triggers):
        return []  # the trigger's function has rights of its own
    wanted = {Change.UPDATE: "update", Change.INSERT: "insert"}.get(rows.change, "delete")
    if rows.change is Change.DELETE:
        lacking = [] if relation.deletable else [""]
    else:
        columns = [relation.column(name) for name in rows.columns]
        lacking = [
            column.name
            for column in columns
            if not (column.updatable if rows.change is Change.UPDATE else column.insertable)
        ]
    if not lacking:
        return []
    what = f" ({', '.join(lacking)})" if rows.change is not Change.DELETE else ""
    return [
        Refusal(
            f"This role may not {wanted} {rows.name}{what}.",
            "",
            f"Ask its owner: grant {wanted}{what} on {rows.name} to the role.",
        )
    ]


def undo_of_plan(
    operation: Operation, relations: Relations, before: Sequence[RowImage], cascades: Iterable[Cascade]
) -> tuple[bool, str]:
    """Whether it could be undone, and how, or why not."""
    words = undo_words(operation)
    if operation.reverse.kind is ReverseKind.NONE:
        return False, words
    if operation.reverse.kind is ReverseKind.CALL:
        return operation.reverse.call is not None, words
    if not operation.rows:
        return False, "none"
    if not operation.transactional:
        return False, "none: it runs without a transaction"
    if lost := [each for each in cascades if not each.refuses and (isinstance(each.rows, Unknown) or each.rows)]:
        return False, f"none: {cascade_words(lost[0])}"
    for rows in operation.rows:
        if reason := _unrestorable(rows, relations[rows.schema, rows.relation]):
            return False, f"none: {reason}"
    if len(before) > MOST_ROWS:
        return False, f"none: more than {MOST_ROWS:,} rows"
    if sum(len(value or "") for image in before for value in (image.values or {}).values()) > MOST_CHARACTERS:
        return False, "none: the rows are too large to be kept"
    return True, words


def _unrestorable(rows: Rows, relation: Relation) -> str:
    if rows.change is Change.INSERT:
        return ""
    needed = (
        [relation.column(name) for name in rows.columns]
        if rows.change is Change.UPDATE
        else [column for column in relation.columns if not column.generated]
    )
    if rows.change is Change.UPDATE and not needed:
        return "which columns it sets is not said"
    hidden = [column.name for column in needed if not column.readable]
    return f"this role may not read {', '.join(hidden)}" if hidden else ""
