"""`greenroom audit mute`: accept findings, with a reason and for a time.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.core.present import visible
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.muting import Mute
    from console.database.session import Database

_ABOUT = (
    "Accept findings by their fingerprint, as --json and the console show them. The file remembers what each is of as "
    "it is now: when that changes, or the day has passed, the finding counts again."
)


def register(commands: Any) -> None:
    """Add `mute`."""
    parser = commands.add_parser("mute", help="accept findings, with a reason and for a time", description=_ABOUT)
    add_choice(parser)
    parser.add_argument("wanted", nargs="+", metavar="FINGERPRINT", help="of a finding that there is now")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why it is accepted")
    parser.add_argument("--until", required=True, type=_day, metavar="DAY", help="its last day, 2027-01-31")
    parser.add_argument("--by", default="", metavar="NAME", help="who accepts it (you)")
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help="look only for this check")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="judge for this role too")
    parser.add_argument("--exposed", metavar="SCHEMAS", help="the schemas that an API serves, with commas between them")
    parser.add_argument("--here", action="store_true", help="accept it for this target alone")
    parser.add_argument("--mutes", type=Path, metavar="FILE", help="the file; else audit.toml of the user")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_mute)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{visible(text)} is no day: 2027-01-31") from None
    if day < datetime.now().astimezone().date():
        raise argparse.ArgumentTypeError(f"{visible(text)} is over")
    return day


def run_mute(arguments: argparse.Namespace) -> int:
    """Write a mute for each finding that is meant. UsageProblem where one is not there."""
    from console.audit.commands_access import on_target
    from console.audit.muting import add_mute
    from console.core.output import emit_json, emit_message
    from console.core.present import visible

    async def ask(database: Database) -> list[Mute]:
        return await _made(arguments, database)

    name, made = on_target(arguments, ask)
    paths = [add_mute(_for(each, name if arguments.here else ""), arguments.mutes) for each in made]
    if arguments.json:
        keys = ("check", "fingerprint", "schema", "object", "definition", "target")
        items = [{key: getattr(each, key) for key in keys} for each in made]
        emit_json({"target": name, "file": str(paths[0]), "items": items})
    for each in made:
        emit_message(visible(f"greenroom: accepted until {each.until}: {each.named}"))
    return 0


def _for(mute: Mute, target: str) -> Mute:
    from dataclasses import replace

    return replace(mute, target=target)


async def _made(arguments: argparse.Namespace, database: Database) -> list[Mute]:
    from getpass import getuser

    from console.audit.checks import checks_named
    from console.audit.definitions import read_definitions
    from console.audit.muting import Mute
    from console.audit.running import run_checks
    from console.errors import UsageProblem

    exposed = [each.strip() for each in arguments.exposed.split(",")] if arguments.exposed else None
    checks = checks_named(arguments.check)
    found = await run_checks(database, checks=checks, audience=arguments.role, exposed=exposed)
    meant = [each for each in found.findings if each.fingerprint in arguments.wanted]
    if absent := sorted(set(arguments.wanted) - {each.fingerprint for each in meant}):
        raise UsageProblem(f"There is no finding {absent[0]}.", "", "greenroom audit --json lists them.")
    definitions = await read_definitions(database, meant)
    by = arguments.by or getuser()
    return [
        Mute(
            reason=arguments.reason,
            until=arguments.until,
            by=by,
            check=each.check,
            fingerprint=each.fingerprint,
            schema=each.schema,
            object=each.object,
            definition=said if isinstance(said := definitions[each.fingerprint], str) else "",
        )
        for each in meant
    ]
