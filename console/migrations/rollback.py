"""Taking an applied file back as one guarded operation: its reverse, and its history row in the same transaction."""

from __future__ import annotations

import hashlib

from console.changesets.migration import Statement, Tool
from console.changesets.script import read_script
from console.changesets.statements import classify
from console.core.present import visible
from console.database.names import identifier
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Batch, Operation, Part, Query, Requirement, Risk, no_reverse
from console.migrations.apply import EXCLUSIVE, gone, key_column, row_key, running, script_of
from console.migrations.history import History
from console.migrations.pending import refuse_unsendable
from console.migrations.records import not_driven, unmark
from console.migrations.reverse import Source, Taking, draft, reverse_of
from console.migrations.status import State, Status, Version


def rollback_operation(status: Status, version: str) -> Operation:
    """Take back the version that is named. UsageProblem where it is not applied or has no reverse: a draft is shown."""
    found = status.version(version)
    if found is None or found.row is None or found.state is not State.APPLIED:
        why = f"It is {found.state.value}." if found else "Neither a file nor the history knows it."
        raise UsageProblem(f"{visible(version)} cannot be taken back.", why, "Only what is applied can be.")
    history = status.history
    if history.tool is None or not history.tool.driven:
        raise not_driven(history)
    taking = _taking(found, status)
    later = _later(found, status)
    parts = _parts(found, taking, history)
    source = "its own block" if taking.source is Source.BLOCK else visible(taking.path.name)
    facts = [("reverse", f"{source}, {sum(len(part.scripts) for part in parts)} statements")]
    if later:
        words = f"{', '.join(each.label for each in later[:3])} was applied after it and may rest on it"
        facts.append(("later", words if len(later) <= 3 else f"{words}, and {len(later) - 3} more"))
    digest = hashlib.sha256(taking.text.encode("utf-8", "surrogatepass")).hexdigest()
    lost = [said.loses for said in _said(taking) if said.loses]
    return Operation(
        name="migrations.rollback",
        title="Take back a migration",
        subject=found.version or found.name,
        kind="migration",
        key=found.version or found.name,
        risk=Risk.DANGEROUS,
        batch=Batch(parts=parts, exclusive=EXCLUSIVE, fingerprint=digest),
        requirements=(_recorded(found, history),),
        reverse=no_reverse("it can be applied again, but rows that are gone do not come back"),
        consequence=gone(list(dict.fromkeys(lost))) or "what the migration made is taken away",
        facts=tuple(facts),
        event="migrations.rolled_back",
    )


def _taking(version: Version, status: Status) -> Taking:
    """Its reverse. UsageProblem, with a draft where one can be made, if it has none."""
    if version.file is None:
        raise UsageProblem(
            f"There is no file of {version.label} here.",
            "Its reverse would stand in it or beside it.",
            f"greenroom migrations fetch {version.version} writes it from the history, where that has it.",
        )
    script = read_script(version.file.path.read_bytes(), status.folder.tool)
    if taking := reverse_of(version.file, script):
        refuse_unsendable(taking.path.name, taking.text, Tool.SUPABASE)
        return taking
    written = draft([classify(piece.text) for piece in script.pieces])
    where = f"Write it as rollbacks/{version.file.path.name}, or as a -- ROLLBACK block in the file."
    if written is None:
        raise UsageProblem(f"{version.label} has no reverse.", "Not all that it does has an obvious one.", where)
    raise UsageProblem(f"{version.label} has no reverse.", f"A draft to review:\n{written}", where)


def _parts(version: Version, taking: Taking, history: History) -> tuple[Part, ...]:
    count = len(taking.segments)
    found: list[Part] = []
    for number, segment in enumerate(taking.segments):
        said = [classify(piece.text) for piece in segment.pieces]
        last = number == count - 1
        found.append(
            Part(
                key=version.version or version.name,
                title=taking.path.name if count == 1 else f"{taking.path.name} ({number + 1}/{count})",
                scripts=tuple(map(script_of, segment.pieces, said)),
                record=(unmark(history, version.row),) if last and version.row else (),
                recorded=_gone(version, history).query if last else None,
                **running(segment, said),
            )
        )
    return tuple(found)


def _said(taking: Taking) -> list[Statement]:
    return [classify(piece.text) for segment in taking.segments for piece in segment.pieces]


def _later(version: Version, status: Status) -> list[Version]:
    versions = status.versions if isinstance(status.versions, tuple) else ()
    place = versions.index(version)
    return [each for each in versions[place + 1 :] if each.row is not None]


def _recorded(version: Version, history: History) -> Requirement:
    return Requirement(f"{version.label} is in the history", _asked("is_recorded", version, history))


def _gone(version: Version, history: History) -> Requirement:
    return Requirement(f"{version.label} is not in the history", _asked("is_not_recorded", version, history))


def _asked(name: str, version: Version, history: History) -> Query:
    row = version.row
    key = row_key(history, row.version, row.name) if row else version.version
    parts = {"history": identifier(history.schema, history.table), "key": identifier(key_column(history))}
    return Query(load(f"migrations/{name}").with_identifiers(**parts), {"key": key})
