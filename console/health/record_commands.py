"""`greenroom health --record`, `--alerts`, `--ack`, `--silence`, `--test-alert`, `--digest`: the local record's words.

What it runs is imported inside the functions: the help text must not wait for a driver. All but `--record` ask no
server.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.core.target import Target
    from console.health.record import Record
    from console.health.scorecard import Score


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what concerns the record to the arguments of `health`."""
    group = parser.add_argument_group(
        "the local record", "Figures over time, in the state folder; the hook health.state tells what changes."
    )
    one = group.add_mutually_exclusive_group()
    one.add_argument("--record", action="store_true", help="keep recording, and tell; ctrl+c ends it")
    one.add_argument("--alerts", action="store_true", help="the state of every check, and what was told of it")
    one.add_argument("--ack", metavar="CHECK", help="take note: told again when it is worse, or well")
    one.add_argument("--silence", metavar="CHECK", help="tell nothing of it, or of all, --for or --until")
    one.add_argument("--unsilence", metavar="CHECK", help="tell of it again, or of all")
    one.add_argument("--test-alert", action="store_true", help="run the hooks of health.state with a test")
    one.add_argument("--digest", action="store_true", help="what was new on a day, as Markdown or --json")
    group.add_argument("--every", metavar="SPAN", default="10s", help="between two looks (10s)")
    group.add_argument("--for", dest="span", metavar="SPAN", help="how long to record, or to be silent: 30s, 2h, 1d")
    group.add_argument("--until", metavar="TIME", help="until when to be silent: 18:30, 2026-11-21T18:30")
    group.add_argument("--day", metavar="DAY", help="of the digest: yesterday (the default), today, 2026-11-21")


def run_record_command(arguments: argparse.Namespace) -> int | None:
    """The exit status, None where nothing of the record was asked for."""
    for name, run in _COMMANDS.items():
        if getattr(arguments, name):
            status: int = run(arguments)
            return status
    return None


def run_record(arguments: argparse.Namespace) -> int:
    """Record until it is stopped."""
    import asyncio

    from console.config import load_config
    from console.core.output import emit, emit_message
    from console.errors import UsageProblem
    from console.guard.hooks import hooks_of
    from console.health.record import Record
    from console.health.record_tell import Teller
    from console.health.record_times import seconds_of
    from console.health.record_watch import Watch
    from console.health.thresholds import thresholds_of
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    if arguments.json:
        raise UsageProblem("--record has no --json.", "It writes a line for each change.", "Read the record: --digest.")
    every = seconds_of(arguments.every)
    if not 1 <= every <= 3_600:
        raise UsageProblem("--every is 1s to 1h.", "", "Write 10s.")
    seconds = seconds_of(arguments.span) if arguments.span else None
    config = load_config()
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)
    record = Record()

    async def watch() -> int:
        stop = asyncio.Event()
        _stop_on_signals(stop)
        async with opened(chosen.target, password) as database:
            watching = Watch(
                database,
                chosen.target,
                record,
                Teller(record, chosen.target, hooks_of(config), _line(emit)),
                every=every,
                thresholds=thresholds_of(config.thresholds.get(chosen.target.name, {})),
                say=emit_message,
            )
            await watching.run(stop, seconds)
            return watching.looks

    try:
        looks = asyncio.run(watch())
    finally:
        record.close()
    emit_message(f"{looks} looks were recorded.")
    return 0


def _line(emit: Any) -> Any:
    """Each line at once: a recorder's output is a log that somebody follows."""
    import sys

    def line(text: str) -> None:
        emit(text)
        sys.stdout.flush()

    return line


def _stop_on_signals(stop: Any) -> None:
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)


def run_alerts(arguments: argparse.Namespace) -> int:
    """The state of every check."""
    import time

    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.health.record_tell import read_standings
    from console.health.record_words import standing_cells

    found = _asked(arguments, lambda record, target, scope: read_standings(record, scope))
    if arguments.json:
        emit_json({"items": found})
    elif found:
        headings = ("STATE", "CHECK", "SINCE", "SAID", "TOLD", "WHAT")
        emit(table([standing_cells(each, time.time()) for each in found], headings, limit=90))
    else:
        emit_message("No check was recorded yet: greenroom health --record does.")
    return 0


def run_ack(arguments: argparse.Namespace) -> int:
    """Take note of a check's state."""
    from console.guard.journal_writer import account
    from console.health.record_tell import acknowledge

    number = _asked(arguments, lambda record, target, scope: acknowledge(record, scope, arguments.ack, account()))
    return _said(arguments, number, "Noted. Told again when it is worse, or well.")


def run_silence(arguments: argparse.Namespace) -> int:
    """Tell nothing of a check for a while."""
    import time
    from datetime import datetime

    from console.errors import UsageProblem
    from console.health.record_tell import silence
    from console.health.record_times import moment_of, seconds_of

    if bool(arguments.span) == bool(arguments.until):
        raise UsageProblem("For how long?", "", "Write --for 2h, or --until 18:30.")
    now = datetime.now()
    until = time.time() + seconds_of(arguments.span) if arguments.span else moment_of(arguments.until, now)
    number = _asked(arguments, lambda record, target, scope: silence(record, scope, arguments.silence, until))
    at = datetime.fromtimestamp(until).isoformat(sep=" ", timespec="minutes")
    return _said(arguments, number, f"Silent until {at}. What changes meanwhile is told then.")


def run_unsilence(arguments: argparse.Namespace) -> int:
    """Tell of a check again."""
    from console.health.record_tell import silence

    number = _asked(arguments, lambda record, target, scope: silence(record, scope, arguments.unsilence, None))
    return _said(arguments, number, "Told again.")


def _said(arguments: argparse.Namespace, number: int, words: str) -> int:
    from console.core.output import emit_json, emit_message

    if arguments.json:
        emit_json({"checks": number})
    else:
        emit_message(f"{number} check{'' if number == 1 else 's'}: {words}")
    return 0


def run_test_alert(arguments: argparse.Namespace) -> int:
    """Run the hooks with a test; exits 1 where one fails."""
    import asyncio

    from console.config import load_config
    from console.core.output import emit_json, emit_message
    from console.core.present import visible
    from console.guard.hooks import hooks_of
    from console.health.record import Record
    from console.health.record_tell import EVENT, Teller
    from console.targets.choose import choose

    target = choose(arguments, arguments.environ).target
    teller = Teller(Record(), target, hooks_of(load_config()), emit_message)
    results = asyncio.run(teller.test())
    if arguments.json:
        emit_json({"items": results})
    elif not results:
        emit_message(f'No hook is for {EVENT}. config.toml: [[hooks]] event = "{EVENT}" command = ["program"]')
    for each in results if not arguments.json else ():
        said = (("fine" if each.status == 0 else "failed"), each.command, each.problem or each.output)
        emit_message(visible(": ".join(part for part in said if part)))
    return 1 if any(each.status != 0 for each in results) else 0


def run_digest(arguments: argparse.Namespace) -> int:
    """The digest of a day."""
    from datetime import datetime

    from console.core.output import emit, emit_json, emit_message
    from console.core.unknown import Unknown
    from console.health.record_digest import read_digest
    from console.health.record_times import day_of
    from console.health.record_words import digest_text

    day, began, ended = day_of(arguments.day, datetime.now())
    names: list[str] = []

    async def ask(record: Record, target: Target, scope: str) -> Any:
        names.append(target.name)
        return await read_digest(record, scope, day, began, ended)

    found = _asked(arguments, ask)
    if arguments.json or arguments.format == "json":
        emit_json(found)
    elif isinstance(found, Unknown):
        emit_message(f"{day.isoformat()}: ? UNKNOWN: {found.reason}. {found.remedy}")
    else:
        emit(digest_text(found, names[0]))
    return 3 if isinstance(found, Unknown) else 0


def with_trends(scores: tuple[Score, ...], target: Target) -> tuple[Score, ...]:
    """The scorecard with which way each measure went, as far as it was recorded."""
    import asyncio

    from console.core.unknown import Unknown
    from console.errors import Problem
    from console.health.record import Record
    from console.health.record_values import Trend
    from console.health.scorecard import scored

    async def ask() -> dict[str, Trend | Unknown]:
        record = Record()
        try:
            scope = await _scope(record, target)
            return {each.measure: await record.trend(scope, each.measure) for each in scores}
        except Problem as problem:
            return {each.measure: Unknown(problem.what, problem.remedy) for each in scores}
        finally:
            record.close()

    return scored(scores, asyncio.run(ask()))


def _asked(arguments: argparse.Namespace, ask: Any) -> Any:
    """What `ask(record, target, scope)` gives for the target that is named. No server is asked."""
    import asyncio

    from console.health.record import Record
    from console.targets.choose import choose

    target = choose(arguments, arguments.environ).target

    async def run() -> Any:
        record = Record()
        try:
            return await ask(record, target, await _scope(record, target))
        finally:
            record.close()

    return asyncio.run(run())


async def _scope(record: Record, target: Target) -> str:
    """The database that was last recorded under the target's name; what it would be called where none was."""
    from console.health.record import record_scope

    return await record.scope_named(target.name) or record_scope(target, None, standby=False)


_COMMANDS = {
    "record": run_record,
    "alerts": run_alerts,
    "ack": run_ack,
    "silence": run_silence,
    "unsilence": run_unsilence,
    "test_alert": run_test_alert,
    "digest": run_digest,
}
