"""A plan of fixes in words, and as a migration file with its reverse. It runs nothing and asks no server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from console.audit.fix_trial import Trial
from console.audit.fixes import FixPlan
from console.changesets.migration import Folder, Script
from console.changesets.new import write_migration
from console.changesets.script import down_pieces, read_script
from console.changesets.split import split
from console.core.reports import count, place
from console.core.unknown import Unknown
from console.database.sql import load
from console.errors import Problem

REMARK = "Written by greenroom audit fix. Read it before it is applied."


def file_text(plan: FixPlan, reverse: str = "") -> str:
    """The statements of a migration file, and below `-- ROLLBACK`, in comments, those that take them back."""
    lines = [f"{load('audit/change/lock_limit').text};", "", plan.text.rstrip()]
    if reverse:
        lines += ["", "-- ROLLBACK", *(f"-- {line}".rstrip() for line in reverse.strip().splitlines())]
    return "\n".join(lines) + "\n"


def write_fixes(folder: Folder, name: str, plan: FixPlan, trial: Trial | Unknown, now: datetime | None = None) -> Path:
    """Write the file behind all that the folder has. Its reverse is in it where the trial gave one.

    Problem where there is nothing to write, the trial failed, or the tool's files are not ours to write.
    """
    if not plan.fixes:
        raise Problem("None of these findings has a fix that is a statement.", "", "greenroom audit says what to do.")
    if isinstance(trial, Trial) and trial.failed:
        raise Problem("The plan does not run.", trial.failed.failure, "Choose fewer findings.")
    reverse = trial.reverse if isinstance(trial, Trial) else ""
    path = write_migration(folder, name, file_text(plan, reverse), REMARK, now)
    if reverse and not _reads_back(read_script(path.read_bytes(), folder.tool), reverse):
        path.unlink()
        path = write_migration(folder, name, file_text(plan), f"{REMARK} Its reverse is in a file of its own.", now)
        path.with_name(path.name.removesuffix(".sql") + ".down.sql").write_text(reverse, encoding="utf-8")
    return path


def _reads_back(script: Script, reverse: str) -> bool:
    """Whether the block in comments is read as the statements that it was made of."""
    return [each.text for each in down_pieces(script)] == [each.text for each in split(reverse)]


def sentences(plan: FixPlan, trial: Trial | Unknown) -> tuple[str, ...]:
    """What the plan does and what was seen of it, a sentence each, what matters most first."""
    return tuple(_sentences(plan, trial))


def _sentences(plan: FixPlan, trial: Trial | Unknown) -> Iterator[str]:
    if isinstance(trial, Unknown):
        yield f"UNKNOWN what they do: {trial.reason} {trial.remedy}".rstrip()
        yield from _not_mended(plan)
        return
    if trial.failed:
        yield f"The plan does not run: {trial.failed.failure} at: {' '.join(trial.failed.fix.text.split())[:80]}"
        return
    for change in trial.widened:
        yield f"More is open than before: {change.role} may {change.command.upper()} {change.relation}."
    if isinstance(trial.access, Unknown):
        yield f"UNKNOWN who may do what then: {trial.access.reason}"
    for each in trial.runs.new:
        yield f"New afterwards: {each.check} on {place(each)}."
    mended = {each.fingerprint for each in plan.findings}
    gone = {each.fingerprint for each in trial.runs.gone}
    if mended:
        yield f"{count(len(mended & gone), 'finding') or 'No finding'} of {len(mended)} gone on a copy of the schema."
    if more := len(gone - mended):
        yield f"{count(more, 'other finding')} gone with them."
    for each in plan.findings:
        if each.fingerprint not in gone:
            absent = each.fingerprint in {one.fingerprint for one in trial.absent}
            why = "the copy does not have it, so nothing is proven" if absent else "it is still found"
            yield f"Not proven: {each.check} on {place(each)}: {why}."
    narrowed = 0 if isinstance(trial.access, Unknown) else len(trial.access) - len(trial.widened)
    if narrowed:
        yield f"{count(narrowed, 'answer')} to who may do what: narrower or other than before."
    yield _way_back(trial)
    if trial.left:
        first = trial.left[0]
        yield f"The copy lacks {count(len(trial.left), 'thing')} of the target: {first.what}: {first.why}"
    yield from _not_mended(plan)


def _way_back(trial: Trial) -> str:
    if trial.one_way:
        return f"No way back is written for {count(len(trial.one_way), 'statement')}: {trial.one_way[0].text[:80]}"
    if not trial.reverse:
        return "Nothing of the schema has changed."
    return "Its reverse was tried: the schema is what it was." if trial.reversed else "Its reverse was not proven."


def _not_mended(plan: FixPlan) -> Iterator[str]:
    for each in plan.advice:
        yield f"Not in the plan: {each.finding.check} on {place(each.finding)}: {each.why}."


def default_name(plan: FixPlan) -> str:
    """What such a file is called: `fix_open_write`, `fix_3_checks`."""
    if plan.title:
        return plan.title
    return f"fix {plan.checks[0]}" if len(plan.checks) == 1 else f"fix {len(plan.checks)} checks"
