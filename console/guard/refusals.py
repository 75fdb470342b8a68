"""What of an operation cannot be done as it is, and whether it could be taken back. Pure: over what a plan has read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from console.core.target import Access, Identity, Target
from console.core.unknown import Unknown
from console.database.pooler import Pooler
from console.errors import UsageProblem
from console.guard.audit_row import AuditPlan
from console.guard.cascades import Cascade
from console.guard.operation import Change, Operation, ReverseKind, Rows
from console.guard.plan import Check, Here, Refusal, cascade_words, undo_words
from console.guard.relations import Relation
from console.guard.rows import RowImage, differences, key_of
from console.guard.window import read_only
from console.targets.supabase import SESSION_PORT, SupabaseForm, recognise

Relations = Mapping[tuple[str, str], Relation]

MOST_ROWS = 1_000
"""More rows than that are not kept for an undo."""

MOST_CHARACTERS = 4_000_000

MOST_NAMED = 3
"""Relations that are named where rows go along, before "and more"."""

OLDEST = 150_000
"""The oldest server that is written to, as it numbers itself."""


def operation_refusals(operation: Operation) -> tuple[Refusal, ...]:
    """What is wrong with the operation itself: a mistake of whoever made it."""
    if operation.batch is not None:
        return () if operation.batch.parts else (Refusal("Nothing would change."),)
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
    if lost := [each for each in cascades if each.loses]:
        more = f", and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
        return False, f"none: {', '.join(cascade_words(each) for each in lost[:MOST_NAMED])}{more}"
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


def target_refusals(
    target: Target, here: Here, identity: Identity | Unknown, pooler: Pooler | None
) -> tuple[Refusal, ...]:
    """A target that may not be written to: read-only, too old, a standby, another database, a pooler in the way."""
    found: list[Refusal] = []
    if target.access is not Access.GUARDED:
        problem = read_only(target)
        found.append(Refusal(problem.what, problem.why, problem.remedy))
    if here.version < OLDEST:
        found.append(
            Refusal(
                f"PostgreSQL {here.version // 10_000} is only read from.",
                f"Writing is tested on PostgreSQL {OLDEST // 10_000} and newer.",
                f"Upgrade the server to PostgreSQL {OLDEST // 10_000} or newer.",
            )
        )
    if here.standby:
        found.append(
            Refusal("This server is a standby.", "It takes no writes.", "Use a target that leads to the primary.")
        )
    elif here.read_only_by_default:
        found.append(
            Refusal(
                f"The role {here.role} is read-only on this server.",
                "Its default_transaction_read_only is on, and greenroom does not overrule it.",
                "Use a role that may write, or ask for: alter role … set default_transaction_read_only = off.",
            )
        )
    if target.identity is not None and identity != target.identity:
        found.append(other_database(target, identity))
    if pooler in (Pooler.TRANSACTION, Pooler.UNCLEAR):
        found.append(
            Refusal(
                "This needs a connection of its own.",
                "A pooler in transaction mode hands it to somebody else between two statements.",
                _session_way(target),
            )
        )
    return tuple(found)


def _session_way(target: Target) -> str:
    """Where such a connection is to be had: Supabase's shared pooler has one beside the other."""
    try:
        found = recognise(target.host, target.port, target.user)
    except UsageProblem:
        found = None
    if found is not None and found.form is SupabaseForm.TRANSACTION:
        return f"Use the session pooler: {target.host} port {SESSION_PORT}, in a target of its own."
    return "Use a target that leads to the server itself, or to a pooler in session mode."


def undo_refusals(
    operation: Operation, identity: Identity | Unknown, before: tuple[RowImage, ...]
) -> tuple[Refusal, ...]:
    """What is in the way of an undo: another database, or rows that are not as they were left."""
    if operation.only_on is not None and identity != operation.only_on:
        return (Refusal("This is not the database that it was done on."),)
    now = {(image.schema, image.relation, image.key): image for image in before}
    changed = [
        difference
        for image in operation.unless_changed
        if (found := now.get((image.schema, image.relation, image.key))) is not None
        for difference in differences(image, found)
    ]
    if not changed:
        return ()
    rows = sorted({str(each["row"]) for each in changed})
    what = ", ".join(sorted({str(each["column"]) for each in changed if each["column"]}))
    return (
        Refusal(
            f"It was changed since: {', '.join(rows[:3])}{' and more' if len(rows) > 3 else ''}.",
            f"An undo would take that back too: {what}." if what else "An undo would take that back too.",
            "Change it by hand.",
        ),
    )


def audit_refusals(audited: AuditPlan) -> tuple[Refusal, ...]:
    """An audit table that this role may not write into."""
    if audited.row is None or not audited.grants:
        return ()
    return (
        Refusal(
            f"This role may not write into the audit table {audited.row.name}.",
            "There is no change without its row there.",
            f"Ask its owner: {'; '.join(audited.grants)}",
        ),
    )


def other_database(target: Target, identity: Identity | Unknown) -> Refusal:
    """The refusal of a target that leads elsewhere than when it was met first."""
    why = (
        f"The server does not say which it is: {identity.reason}"
        if isinstance(identity, Unknown)
        else "Its system identifier or its database is another: restored, copied, or a different server."
    )
    return Refusal(
        f"{target.name} may not be the database that was met first.",
        why,
        f"greenroom targets test {target.name} says more. If it is right: "
        f"greenroom targets edit {target.name} --forget-identity",
    )


def check_refusals(checks: tuple[Check, ...]) -> tuple[Refusal, ...]:
    """Requirements that do not hold, or are not known to."""
    return tuple(
        Refusal(
            f"Not so: {check.sentence}",
            check.holds.reason if isinstance(check.holds, Unknown) else "",
            check.holds.remedy if isinstance(check.holds, Unknown) else "",
        )
        for check in checks
        if check.holds is not True
    )
