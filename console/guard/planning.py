"""Making a plan: everything is read, nothing is sent that could change anything.

Short read-only transactions; what is in the way of running is a refusal in the plan, said in it and never hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.config import AuditMapping, Config
from console.core.change_window import ChangeWindow
from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.database.opening import Link
from console.database.pooler import Pooler, classify
from console.database.server import read_identity
from console.database.session import Database, ReadSession
from console.errors import GuardProblem, QueryProblem
from console.guard.answers import asked
from console.guard.audit_row import AuditPlan, read_audit_plan
from console.guard.batch_words import batch_statements
from console.guard.cascades import Cascade, read_cascades
from console.guard.effective_risk import effective_risk
from console.guard.events import Hooks, NoHooks
from console.guard.hooks import hooks_of
from console.guard.images import images, images_query
from console.guard.operation import Operation, Requirement
from console.guard.plan import Check, Here, Plan, blocker_words
from console.guard.refusals import (
    audit_refusals,
    check_refusals,
    operation_refusals,
    row_refusals,
    target_refusals,
    undo_of_plan,
    undo_refusals,
)
from console.guard.relations import Blocker, Relation, locks_of, read_blockers, read_relation
from console.guard.render import rendered
from console.guard.rows import RowImage

Relations = dict[tuple[str, str], Relation]


async def plan_for(
    operation: Operation,
    link: Link,
    target: Target | None,
    config: Config,
    hooks: Hooks | None = None,
    *,
    twins: Sequence[Target] = (),
) -> Plan:
    """The plan of an operation with all that the configuration says of its target: windows, audit table, hooks.

    `twins` are saved targets of the same database: their windows count too, and the audit table of the first that has
    one, where the target's own name has none. `hooks` are those of the configuration unless others are given. Raises as
    `make_plan`.
    """
    target = target or link.target
    names = [target.name, *(twin.name for twin in twins)]
    return await make_plan(
        operation,
        link,
        target,
        windows=[config.windows[name] for name in names if name in config.windows],
        hooks=hooks or hooks_of(config),
        audit=next((config.audit_tables[name] for name in names if name in config.audit_tables), None),
    )


async def make_plan(
    operation: Operation,
    link: Link,
    target: Target | None = None,
    *,
    windows: Sequence[ChangeWindow] = (),
    hooks: Hooks | None = None,
    audit: AuditMapping | None = None,
    pooler: Pooler | None = None,
    now: datetime | None = None,
) -> Plan:
    """The plan of an operation on a target, as things are now.

    `target` is what is known of it by now, else the link's own; `pooler` is what is known to stand in between. Raises
    Problem where it cannot be read, or where the rows are locked against reading: that one says by whom.
    """
    target = target or link.target
    database = link.database
    now = now or datetime.now().astimezone()
    async with database.read() as session:
        here = await session.one("guard/here", Here)
        relations = await _relations(session, operation)
        audited = await read_audit_plan(session, audit, operation, relations) if audit else AuditPlan()
    identity = await _identity(database, here)
    timeline = await database.ask(_timeline) if not here.standby else Unknown("a standby follows its primary's")
    before, checks = await _rows_and_checks(database, operation, relations)
    blockers = await _blockers(database, operation, relations, before)
    cascades = await _cascades(database, operation, relations)
    pooler = None if operation.transactional else pooler or await classify(link.connect)
    undoable, undo = undo_of_plan(operation, relations, before, cascades)
    outside = next((words for window in windows if (words := window.outside(now))), "")
    risk, raised = effective_risk(operation, rows=len(before), cascades=cascades, undoable=undoable, outside=outside)
    refusals = (*target_refusals(target, here, identity, pooler), *undo_refusals(operation, identity, before))
    refusals += (*operation_refusals(operation), *row_refusals(operation, relations, before, cascades))
    refusals += (*check_refusals(checks), *audit_refusals(audited))
    return Plan(
        operation=operation,
        target=target,
        here=here,
        identity=identity,
        timeline=timeline,
        made_at=now,
        risk=risk,
        raised=raised,
        asks=asked(operation, target, risk),
        statements=_statements(operation),
        before=before,
        relations=relations,
        version=_version_words(operation, relations),
        cascades=cascades,
        triggers=_triggers(operation, relations),
        locks=locks_of(operation),
        blockers=blockers,
        checks=checks,
        later=tuple((each.sentence, rendered(each.query)) for each in operation.requirements if each.after),
        undoable=undoable,
        undo=undo,
        hooks=(hooks or NoHooks()).commands(operation.event, target) if operation.event else (),
        audit=audited.row,
        audit_words=audited.said,
        pooler=pooler,
        refusals=refusals,
    )


def _statements(operation: Operation) -> tuple[str, ...]:
    """The exact texts that would be sent. Of a batch, the scripts of each part below its title."""
    if operation.batch is None:
        return tuple(rendered(step.query) for step in operation.steps)
    return batch_statements(operation.batch)


async def _identity(database: Database, here: Here) -> Identity | Unknown:
    identifier = await database.ask(read_identity)
    return identifier if isinstance(identifier, Unknown) else Identity(identifier, here.database_oid)


async def _timeline(session: ReadSession) -> int:
    return int((await session.mappings("guard/timeline"))[0]["timeline"])


async def _relations(session: ReadSession, operation: Operation) -> Relations:
    names = [(rows.schema, rows.relation) for rows in operation.rows]
    return {name: await read_relation(session, *name) for name in dict.fromkeys(names)}


async def _rows_and_checks(
    database: Database, operation: Operation, relations: Relations
) -> tuple[tuple[RowImage, ...], tuple[Check, ...]]:
    try:
        async with database.read() as session:
            await session.mappings("guard/text_format")
            before = await _images(session, operation, relations)
    except QueryProblem as problem:
        if problem.sqlstate != "55P03":
            raise
        blockers = await _blockers(database, operation, relations, ())
        held = "" if isinstance(blockers, Unknown) else "; ".join(blocker_words(each) for each in blockers)
        raise GuardProblem(
            "The rows cannot be read: somebody holds a lock.", held or problem.why, "Try again when it is gone."
        ) from None
    checks = [await _check(database, each) for each in operation.requirements if not each.after]
    return before, tuple(checks)


async def _images(session: ReadSession, operation: Operation, relations: Relations) -> tuple[RowImage, ...]:
    found: dict[Any, RowImage] = {}
    for rows in operation.rows:
        if not rows.values:
            continue
        relation = relations[rows.schema, rows.relation]
        query = images_query(relation, rows)
        answer = await session.mappings(query.text, query.binds)
        if len({row["place"] for row in answer}) < len(answer):
            raise GuardProblem(
                f"{', '.join(rows.key)} does not name one row of {rows.name}.",
                "More than one row has that key.",
                "Name a key that is unique.",
            )
        for image in images(relation, rows, answer):
            # Two steps may touch one row: its image is from before the first of them.
            found.setdefault((image.schema, image.relation, image.key), image)
    return tuple(found.values())


async def _check(database: Database, requirement: Requirement) -> Check:
    async def ask(session: ReadSession) -> bool:
        row = (await session.mappings(requirement.query.text, requirement.query.binds))[0]
        return next(iter(row.values())) is True

    return Check(requirement.sentence, await database.ask(ask), rendered(requirement.query))


async def _blockers(
    database: Database, operation: Operation, relations: Relations, before: tuple[RowImage, ...]
) -> tuple[Blocker, ...] | Unknown:
    async def ask(session: ReadSession) -> tuple[Blocker, ...]:
        oids: list[tuple[int, str]] = []
        for lock in locks_of(operation):
            known = relations.get((lock.schema, lock.relation))
            relation = known or await read_relation(session, lock.schema, lock.relation)
            oids += [(oid, lock.mode) for oid in (relation.oid, *relation.ancestors)]
        return await read_blockers(session, oids, [image.holder for image in before if image.holder])

    return await database.ask(ask)


async def blockers_now(database: Database, plan: Plan) -> tuple[Blocker, ...] | Unknown:
    """Who holds now what the operation of a plan waits for."""
    return await _blockers(database, plan.operation, dict(plan.relations), await _holders(database, plan))


async def _holders(database: Database, plan: Plan) -> tuple[RowImage, ...]:
    found = await database.ask(_images, plan.operation, dict(plan.relations))
    return () if isinstance(found, Unknown) else found


async def _cascades(database: Database, operation: Operation, relations: Relations) -> tuple[Cascade, ...]:
    found: list[Cascade] = []
    for rows in operation.rows:
        found += await read_cascades(database, relations[rows.schema, rows.relation], rows)
    return tuple(found)


def _triggers(operation: Operation, relations: Relations) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"{trigger.name} on {rows.name} runs {trigger.function}()"
            for rows in operation.rows
            for trigger in relations[rows.schema, rows.relation].triggers
            if trigger.fires_on(rows.change)
        )
    )


def _version_words(operation: Operation, relations: Relations) -> str:
    if not operation.rows:
        return ""
    versioned = all(relations[rows.schema, rows.relation].versioned for rows in operation.rows)
    return "by the row's version (xmin)" if versioned else "by all columns that this role may read"
