"""`greenroom demo`: the embedded Postgres with the sample systems, and the console on it.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.demo.demo import Demo

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo` to the command line."""
    parser = subparsers.add_parser(
        "demo",
        help="start a local Postgres with sample systems, and the console on it",
        description="Start a local Postgres with sample systems and open the console on it. Its data is kept.",
    )
    parser.add_argument("--pg", type=int, metavar="N", help="major version of PostgreSQL (18 if it is there)")
    parser.add_argument("--server-bin", type=Path, metavar="DIR", help="folder with the programs of a Postgres to use")
    parser.add_argument("--system", metavar="NAME", help="the sample system to open first (event-cms)")
    parser.add_argument(
        "--as-written", action="store_true", help="also the systems with the mistakes of their descriptions"
    )
    parser.add_argument("--fresh", action="store_true", help="delete what the demo kept and make it new")
    parser.add_argument("--scale", type=_scale, metavar="N", help="how many times the usual amount of rows")
    parser.add_argument("--no-open", action="store_true", help="print how to connect and serve until interrupted")
    parser.add_argument("--json", action="store_true", help="with --no-open: print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the demo, or serve it. Returns the exit status."""
    from console.demo.demo import open_demo
    from console.errors import UsageProblem

    if arguments.json and not arguments.no_open:
        raise UsageProblem("--json goes with --no-open.", "The console prints nothing.")
    demo = open_demo(
        major=arguments.pg,
        server_bin=arguments.server_bin,
        fresh=arguments.fresh,
        scale=arguments.scale,
        system=arguments.system,
        as_written=arguments.as_written,
    )
    with demo:
        if arguments.no_open:
            return _serve(demo, as_json=arguments.json)
        from console.app import run as open_console

        first = demo.targets[0].name if demo.targets else None
        return open_console(targets=demo.targets, open_target=first, migration_folders=demo.migrations)


def _serve(demo: Demo, *, as_json: bool) -> int:
    """Print how to connect, then wait until somebody says stop: that is how it is meant to end, so 0."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible

    # From here on the signals wait to be asked for: one that comes while we print is not lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    if as_json:
        emit_json({"items": [_item(demo, number) for number in range(len(demo.targets))]})
    else:
        for target in demo.targets:
            emit(visible(demo.uri(target)))
    sys.stdout.flush()
    emit_message("The demo runs until you press ctrl+c. Its data is kept.")
    signal.sigwait(ENDS)
    return 0


def _item(demo: Demo, number: int) -> dict[str, str | int | None]:
    target = demo.targets[number]
    return {
        "name": target.name,
        "uri": demo.uri(target),
        "host": target.host,
        "port": target.port,
        "database": target.database,
        "user": target.user,
        "default_area": target.default_area,
        "migrations": str(demo.migrations[target.name]) if target.name in demo.migrations else None,
    }


def _scale(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number, 1 or more")
    return int(text)
