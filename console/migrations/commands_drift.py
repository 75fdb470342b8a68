"""`greenroom migrations drift`: a target's schema against the one that its applied migrations make.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.migrations.drift import Drift


def register(commands: Any) -> None:
    """Add `drift`."""
    parser = add_command(commands, "drift", run_drift, "the schema that the applied files make, against the target's")
    parser.add_argument(
        "--sql",
        choices=("adopt", "undo"),
        help="print SQL instead: adopt makes the files' schema the target's, undo the target's the files'",
    )
    parser.add_argument("--all", action="store_true", help="compare with every file, those that are pending too")


def run_drift(arguments: argparse.Namespace) -> int:
    """Compare. Exits 0 clean, 1 different, 3 where something could not be compared."""
    import asyncio

    from console.core.output import emit_message
    from console.migrations.drift import drift_of_target
    from console.migrations.gathering import told_of
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Drift:
        async with opened(chosen.target, password) as database:
            told = await told_of(chosen.target)
            return await drift_of_target(folder, database, told, every=arguments.all, watch=_quiet)

    found = asyncio.run(ask())
    if arguments.sql and not arguments.json:
        _say_sql(found, arguments.sql)
    elif arguments.json:
        _say_json(found, chosen.target.name)
    else:
        _say(found)
    emit_message(summary(found, chosen.target.name))
    return {"clean": 0, "different": 1}.get(found.verdict.value, 3)


def _quiet(word: str) -> None:
    """The command line says nothing while it works."""


def summary(found: Drift, name: str) -> str:
    """`shop: different from what 12 files make: 3 differences, 1 not compared.`"""
    from console.migrations.drift import Verdict

    parts = []
    if found.differences:
        parts.append(f"{len(found.differences)} differences")
    if found.doubts:
        parts.append(f"{len(found.doubts)} not compared")
    words = {
        Verdict.CLEAN: f"the same as what {found.files} files make",
        Verdict.DIFFERENT: f"different from what {found.files} files make",
        Verdict.NOT_CHECKED: "not checked",
    }
    return f"{name}: {words[found.verdict]}{': ' + ', '.join(parts) if parts else ''}."


def _say(found: Drift) -> None:
    from console.core.output import emit, emit_message
    from console.core.table import table

    if found.differences:
        rows = [
            (
                each.change.value,
                str(each.kind),
                each.name,
                each.part,
                _short(each.wanted),
                _short(each.found),
            )
            for each in found.differences
        ]
        emit(table(rows, ("TARGET", "KIND", "NAME", "PART", "FILES HAVE", "TARGET HAS")))
    for doubt in found.doubts:
        emit_message(f"greenroom: ? UNKNOWN {doubt.what}: {doubt.unknown.reason} {doubt.unknown.remedy}".rstrip())


def _short(text: str | None) -> str:
    from console.core.present import ABSENT

    return ABSENT if text is None else " ".join(text.split())[:60]


def _say_sql(found: Drift, which: str) -> None:
    import sys

    from console.core.output import emit_message
    from console.core.present import visible

    text = found.adopt if which == "adopt" else found.undo
    sys.stdout.write(visible(text, limit=len(text) + 1, lines=True) if sys.stdout.isatty() else text)
    for doubt in found.doubts:
        emit_message(f"greenroom: ? UNKNOWN {doubt.what}: {doubt.unknown.reason}")


def _say_json(found: Drift, name: str) -> None:
    from console.core.output import emit_json

    emit_json(
        {
            "target": name,
            "verdict": found.verdict,
            "files": found.files,
            "postgres": {"scratch": found.majors[0] or None, "target": found.majors[1] or None},
            "items": [
                {
                    "change": each.change,
                    "kind": each.kind,
                    "name": each.name,
                    "part": each.part or None,
                    "files": each.wanted,
                    "target": each.found,
                }
                for each in found.differences
            ],
            "unknown": [
                {"what": doubt.what, "reason": doubt.unknown.reason, "remedy": doubt.unknown.remedy or None}
                for doubt in found.doubts
            ],
            "adopt": found.adopt,
            "undo": found.undo,
        }
    )
