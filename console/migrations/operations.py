"""Mending a history as operations: a version is said to be applied, or not to be. They are data: the guard runs them.

Nothing that a migration makes is touched. What applies migrations stands in its own module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from console.changesets.migration import Tool
from console.core.present import visible
from console.errors import UsageProblem
from console.guard.operation import RESTORE_ROWS, Call, Change, Operation, Query, Reverse, ReverseKind, Risk, Rows, Step
from console.migrations.history import Applied, History
from console.migrations.records import create_history, mark, not_driven, prisma_id, unmark
from console.migrations.repair import Mark

KIND = "migration"
EVENT = "migrations.repaired"
MARK_APPLIED = "migrations.mark-applied"
MARK_REVERTED = "migrations.mark-reverted"
MARK_RENUMBERED = "migrations.mark-renumbered"
_KEYS: Mapping[Tool, str] = {Tool.SUPABASE: "version", Tool.DBMATE: "version", Tool.PRISMA: "id"}
_MOST_FACTS = 12


def mark_applied(history: History, marks: Sequence[Mark], arguments: Mapping[str, str] | None = None) -> Operation:
    """Say that versions are applied, as the tool's own command does, and make the history where it is not there.

    `arguments` are those of the call by which it can be made again (`dir`). UsageProblem where a version has no file
    or is there already as it would be written; Problem for the history of a tool that is shown only.
    """
    _refuse(history, marks)
    for one in marks:
        if one.file is None:
            raise UsageProblem(
                f"There is no file of version {visible(one.version)} here.",
                "What would be recorded is what stands in it.",
                f"greenroom migrations fetch {visible(one.version)} writes it from the history, where that has it.",
            )
        if one.row is not None and not one.row.failed and history.tool is not Tool.SUPABASE:
            raise UsageProblem(f"{visible(one.version)} is in the history already.", "There is nothing to change.")
    steps = [_utility("make the history as its tool does", query) for query in create_history(history)]
    made = bool(steps)
    for one in marks:
        steps += _applied_steps(history, one, with_rows=not made)
    missing = [each for one in marks for each in one.presence if each.there is False]
    doubtful = [each for one in marks for each in one.presence if each.there is not True]
    key = " ".join(one.version for one in marks)
    undo = Reverse(ReverseKind.CALL, call=Call(MARK_REVERTED, key, arguments or {})) if made else RESTORE_ROWS
    return Operation(
        name=MARK_APPLIED,
        title="Mark as applied",
        subject=_subject(marks),
        kind=KIND,
        key=key,
        risk=Risk.DANGEROUS if missing else Risk.CAREFUL,
        steps=tuple(steps),
        reverse=undo,
        consequence=_of_applying(len(missing), len(doubtful)),
        facts=_facts(history, marks),
        event=EVENT,
        call=Call(MARK_APPLIED, key, arguments or {}),
    )


def mark_reverted(history: History, marks: Sequence[Mark], arguments: Mapping[str, str] | None = None) -> Operation:
    """Say that versions are not applied: their rows go, and are kept in the journal. Raises as `mark_applied`."""
    _refuse(history, marks)
    for one in marks:
        if one.row is None:
            raise UsageProblem(f"{visible(one.version)} is not in the history.", "There is nothing to take out.")
    key = " ".join(one.version for one in marks)
    there = [each for one in marks for each in one.presence if each.there is True]
    return Operation(
        name=MARK_REVERTED,
        title="Mark as not applied",
        subject=_subject(marks),
        kind=KIND,
        key=key,
        risk=Risk.CAREFUL,
        steps=tuple(_reverted_step(history, one) for one in marks),
        consequence=_of_reverting(len(there)),
        facts=_facts(history, marks),
        event=EVENT,
        call=Call(MARK_REVERTED, key, arguments or {}),
    )


def mark_renumbered(
    history: History, marks: Sequence[tuple[Mark, Applied]], arguments: Mapping[str, str] | None = None
) -> Operation:
    """Give versions in the history the numbers of the files that have the same content; all or none.

    Each mark has the file, the row beside it the version under which it was applied. Raises as `mark_applied`.
    """
    _refuse(history, [one for one, _ in marks])
    steps: list[Step] = []
    facts: list[tuple[str, str]] = [("history", f"{history.place} of {history.title}")]
    for one, row in marks:
        if one.file is None or one.row is not None:
            raise UsageProblem(f"{visible(one.version)} is not renumbered.", "It is in the history, or no file is.")
        steps += [_reverted_step(history, replace(one, row=row)), *_applied_steps(history, one, with_rows=True)]
        facts.append((visible(row.version), f"becomes {visible(one.file.label)}, whose content is the same"))
    key = " ".join(one.version for one, _ in marks)
    return Operation(
        name=MARK_RENUMBERED,
        title="Renumber in the history",
        subject=_subject([one for one, _ in marks]),
        kind=KIND,
        key=key,
        risk=Risk.CAREFUL,
        steps=tuple(steps),
        consequence="the history has the numbers of the files; what they made is not touched",
        facts=tuple(facts),
        event=EVENT,
        call=Call(MARK_RENUMBERED, key, arguments or {}),
    )


def _refuse(history: History, marks: Sequence[Mark]) -> None:
    if history.tool not in _KEYS or history.platform:
        raise not_driven(history)
    if not marks:
        raise UsageProblem("No version is named.", "", "Name one or more.")
    versions = [one.version for one in marks]
    if doubled := next((version for version in versions if versions.count(version) > 1), None):
        raise UsageProblem(f"{visible(doubled)} is named twice.", "", "Leave one of the two out.")


def _applied_steps(history: History, one: Mark, *, with_rows: bool) -> list[Step]:
    assert one.file is not None  # noqa: S101  # refused before
    steps: list[Step] = []
    if history.tool is Tool.PRISMA and one.row is not None and one.row.failed:
        steps.append(_reverted_step(history, one))  # as Prisma does it: the failure is closed, then a new row
    query = mark(history, one.file, one.statements, one.checksum)
    prisma = history.tool is Tool.PRISMA
    columns = {
        Tool.SUPABASE: ("version", "name", "statements"),
        Tool.PRISMA: ("id", "checksum", "started_at", "finished_at", "migration_name", "applied_steps_count"),
    }.get(history.tool or Tool.DBMATE, ("version",))
    there = one.row is not None and not prisma
    becomes: dict[str, str | None] = {"migration_name": one.file.label} if prisma else {"version": one.file.version}
    if history.tool is Tool.SUPABASE:
        becomes["name"] = one.file.name
    rows = Rows(
        schema=history.schema,
        relation=history.table,
        key=(_KEYS[history.tool or Tool.DBMATE],),
        values=((prisma_id(history, one.file, one.checksum) if prisma else one.file.version,),),
        columns=tuple(column for column in columns if not (there and column == "version")),
        change=Change.UPDATE if there else Change.INSERT,
        becomes=becomes,
    )
    title = f"mark {visible(one.file.label)} as applied"
    steps.append(Step(title=title, query=query, expected=1, rows=(rows,) if with_rows else ()))
    return steps


def _reverted_step(history: History, one: Mark) -> Step:
    assert one.row is not None  # noqa: S101  # refused before
    closes = history.tool is Tool.PRISMA and one.row.failed
    key = _KEYS[history.tool or Tool.DBMATE]
    rows = Rows(
        schema=history.schema,
        relation=history.table,
        key=(key,),
        values=((one.row.id if key == "id" else one.row.version,),),
        columns=("rolled_back_at",) if closes else (),
        change=Change.UPDATE if closes else Change.DELETE,
    )
    title = f"mark {visible(one.row.label)} as {'rolled back' if closes else 'not applied'}"
    return Step(title=title, query=unmark(history, one.row), expected=1, rows=(rows,))


def _utility(title: str, query: Query) -> Step:
    return Step(title=title, query=query, utility=True)


# ---- what is said of them


def _subject(marks: Sequence[Mark]) -> str:
    return marks[0].version if len(marks) == 1 else f"{len(marks)} versions"


def _of_applying(missing: int, doubtful: int) -> str:
    if missing:
        return f"{missing} of the things that it makes {'is' if missing == 1 else 'are'} not there: they never will be"
    if doubtful:
        return "it will not run again, and not all of what it makes was seen"
    return "it will not run again; what it makes is not touched"


def _of_reverting(there: int) -> str:
    if there:
        return f"{there} of the things that it makes {'is' if there == 1 else 'are'} there: it would meet them again"
    return "it is pending again; what it made is not touched"


def _facts(history: History, marks: Sequence[Mark]) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = [("history", f"{history.place} of {history.title}")]
    for one in marks:
        if one.file is not None:
            facts.append((visible(one.version), f"{len(one.statements)} statements of {visible(one.file.path.name)}"))
        elif one.row is not None:
            facts.append((visible(one.version), "no file of it is here: what it made is not known"))
    seen: list[Any] = [each for one in marks for each in one.presence]
    seen.sort(key=lambda each: each.there is True)  # what is missing first
    facts += [(visible(each.label), visible(each.words)) for each in seen[:_MOST_FACTS]]
    return (*facts, *([("and more", f"{len(seen) - _MOST_FACTS} things")] if len(seen) > _MOST_FACTS else []))
