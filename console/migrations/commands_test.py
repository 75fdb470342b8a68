"""`greenroom migrations test`: the files from zero, back, and again, on a scratch database. For CI; no target.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.migrations.rehearsal import Rehearsal


def register(commands: Any) -> None:
    """Add `test`."""
    about = "run the files from zero, take them back and run them again, on a local scratch server"
    parser = add_command(commands, "test", run_test, about, pick=False)
    parser.add_argument("--pg", type=int, metavar="N", help="major version of PostgreSQL, or the nearest that is there")
    parser.add_argument("--allow-unknown", action="store_true", help="exit 0 also where something could not be run")


def run_test(arguments: argparse.Namespace) -> int:
    """Rehearse. Exits 0 fine, 1 where a file fails or does not come back, 3 where something could not be run."""
    import asyncio

    from console.core.output import emit_message
    from console.migrations.rehearsal import rehearse

    folder = folder_of(arguments)
    found = asyncio.run(rehearse(folder, major=arguments.pg))
    if arguments.json:
        _say_json(found)
    else:
        _say(found)
    for each in found.unreplayed:
        said = f"{each.path.name} line {each.line}: {each.why} {each.remedy}".rstrip()
        emit_message(f"greenroom: ? UNKNOWN {said}")
    emit_message(summary(found))
    if not found.ok:
        return 1
    return 3 if found.unreplayed and not arguments.allow_unknown else 0


def summary(found: Rehearsal) -> str:
    """`12 files ran from zero on PostgreSQL 18; the last 3 were taken back and ran again: the schema is the same.`"""
    ran = f"{found.ran} files ran from zero on PostgreSQL {found.major}"
    if found.broken:
        where = {"replay": "the next one failed", "reverse": "taking back failed", "again": "running again failed"}
        return f"{ran}; {where[found.stage]}."
    if not found.reversed:
        return f"{ran}; {found.without_reverse or 'the last one'} has no reverse, so nothing was taken back."
    end = "the schema is the same" if found.ok else "the schema is not the same"
    return f"{ran}; the last {found.reversed} were taken back and ran again: {end}."


def _say(found: Rehearsal) -> None:
    from console.core.output import emit
    from console.core.present import visible

    if found.broken:
        emit(visible(found.broken.sentence))
        emit(visible(found.broken.caret, lines=True))
    for words, differences in (("after taking back", found.after_reverse), ("after running again", found.after_again)):
        for each in differences:
            emit(visible(f"{words}: {each.sentence}"))


def _say_json(found: Rehearsal) -> None:
    from console.core.output import emit_json

    broken = found.broken
    emit_json(
        {
            "ok": found.ok,
            "postgres": found.major,
            "ran": found.ran,
            "reversed": found.reversed,
            "without_reverse": found.without_reverse or None,
            "error": broken
            and {
                "stage": found.stage,
                "file": str(broken.path),
                "line": broken.line,
                "message": broken.failure.message,
                "sqlstate": broken.failure.sqlstate or None,
                "at": broken.caret,
            },
            "after_reverse": [each.sentence for each in found.after_reverse],
            "after_again": [each.sentence for each in found.after_again],
            "unknown": [
                {"file": str(each.path), "line": each.line, "reason": each.why, "remedy": each.remedy or None}
                for each in found.unreplayed
            ],
        }
    )
