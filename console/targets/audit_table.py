"""`greenroom targets audit-table`: which table is the target's own audit log, found, shown, accepted or declined.

The database is read and never written. What is accepted goes into config.toml, and counts for every write from then on.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from console.core.output import emit, emit_json, emit_message
from console.core.present import visible
from console.core.target import Target
from console.core.unknown import Unknown
from console.errors import ConnectionProblem, UsageProblem

if TYPE_CHECKING:
    from console.config import Config
    from console.guard.audit_candidates import AuditCandidate

NOBODY = "No table here has four columns of an audit log by their names. In config.toml any other can be named."


def run(arguments: argparse.Namespace) -> int:
    """List the tables that look like one, or write the choice into config.toml. UsageProblem for another table."""
    from console.config import load_config
    from console.config_edit import write_audit_table
    from console.targets.choose import choose
    from console.targets.store import TargetStore

    store = TargetStore()
    arguments.target = arguments.name
    chosen = choose(arguments, arguments.environ, store=store)
    target = chosen.target
    if arguments.none:
        config = write_audit_table(target.name, None)
        return _said(arguments, target, config, (), f"{target.name} has no audit table: that is not asked again.")
    candidates = asyncio.run(_read(chosen, arguments.environ))
    if arguments.accept is None:
        return _said(arguments, target, load_config(), candidates)
    accepted = _named(candidates, arguments.accept)
    config = write_audit_table(target.name, accepted.mapping)
    words = f"From now on each change on {target.name} writes its row into {accepted.name}."
    return _said(arguments, target, config, candidates, words, accepted)


async def _read(chosen: Any, environ: Any) -> tuple[AuditCandidate, ...]:
    from console.core.blocking import in_daemon
    from console.guard.audit_candidates import read_audit_candidates
    from console.targets.opened import opened, password_of

    password = await in_daemon(lambda: password_of(chosen, environ), timeout=600)
    async with opened(chosen.target, password) as database:
        found = await database.ask(read_audit_candidates)
    if isinstance(found, Unknown):
        raise ConnectionProblem("Which tables there are could not be read.", found.reason, found.remedy)
    return found


def _named(candidates: tuple[AuditCandidate, ...], name: str) -> AuditCandidate:
    from console.core.qualified import split_qualified

    wanted = split_qualified(name)
    for candidate in candidates:
        if (candidate.schema, candidate.relation) == wanted:
            return candidate
    there = ", ".join(candidate.name for candidate in candidates)
    raise UsageProblem(
        f"{name} does not look like an audit table.",
        f"There are: {there}." if there else NOBODY,
        'Name another one in config.toml: [audit_table."TARGET"] with table and columns.',
    )


def standing(config: Config, target: str) -> str:
    """What config.toml says of a target's audit table, in a few words."""
    if target in config.without_audit_table:
        return "declined: this target has none"
    mapping = config.audit_tables.get(target)
    return f"{mapping.table}, by config.toml" if mapping else "not decided"


def notes(candidate: AuditCandidate) -> list[tuple[str, str, bool]]:
    """What is to be known before it is accepted: label, sentence, and whether it is in the way."""
    found = [("insert", "this role may", False)] if not candidate.grants else []
    found += [("lacks", grant, True) for grant in candidate.grants]
    if candidate.unfilled:
        found.append(("wants", f"{', '.join(candidate.unfilled)}: NOT NULL without a default, and not filled", True))
    if candidate.strict:
        found.append(("NOT NULL", f"{', '.join(candidate.strict)}: a change that has none fails", True))
    if candidate.filtered:
        found.append(("policies", "row security applies to this role: a policy must let it insert", True))
    found += [("written by", writer, False) for writer in candidate.writers[:_WRITERS]]
    if len(candidate.writers) > _WRITERS:
        found.append(("", f"and {len(candidate.writers) - _WRITERS:,} more", False))
    if candidate.writers:
        found.append(("", "what a trigger writes there is not written twice", False))
    return found + [("trigger", f"{trigger} on the table itself", False) for trigger in candidate.triggers]


_WRITERS = 5
"""Triggers that are named before "and N more"."""


def _said(
    arguments: argparse.Namespace,
    target: Target,
    config: Config,
    candidates: tuple[AuditCandidate, ...],
    words: str = "",
    accepted: AuditCandidate | None = None,
) -> int:
    if arguments.json:
        mapping = config.audit_tables.get(target.name)
        emit_json(
            {
                "target": target.name,
                "table": mapping.table if mapping else None,
                "columns": mapping.columns if mapping else None,
                "declined": target.name in config.without_audit_table,
                "items": [_item(candidate) for candidate in candidates],
            }
        )
    elif not words:
        _list(target, config, candidates)
    if words:
        emit_message(words)
    for label, text, wrong in notes(accepted) if accepted else ():
        if wrong:
            emit_message(f"▲ {label} {text}")
    return 0


def _item(candidate: AuditCandidate) -> dict[str, Any]:
    return {
        "schema": candidate.schema,
        "table": candidate.relation,
        "name": candidate.name,
        "columns": candidate.columns,
        "may_insert": not candidate.grants,
        "grants": candidate.grants,
        "unfilled": candidate.unfilled,
        "not_null": candidate.strict,
        "row_security": candidate.filtered,
        "written_by": candidate.writers,
        "triggers": candidate.triggers,
    }


def _list(target: Target, config: Config, candidates: tuple[AuditCandidate, ...]) -> None:
    from console.guard.answers import quoted

    emit(visible(f"{target.name}: {standing(config, target.name)}"))
    for candidate in candidates:
        columns = ", ".join(
            role if role == column else f"{role} = {column}" for role, column in candidate.columns.items()
        )
        emit("\n" + visible(candidate.name))
        for label, text, wrong in (("columns", columns, False), *notes(candidate)):
            emit(f"  {'▲' if wrong else ' '} {label:<12}{visible(text)}".rstrip())
    command = f"greenroom targets audit-table {quoted(target.name)}"
    if not candidates:
        emit_message(NOBODY)
    elif target.name not in config.audit_tables:
        emit_message(f"\n{command} --accept {quoted(candidates[0].name)} accepts it, --none declines.")
