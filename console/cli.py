"""The command line's root: finds the command, runs it, turns every problem into a sentence and an exit status.

Imports nothing heavy: `--help` and `--version` must answer at once.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from console import __version__
from console.areas import COMMANDS
from console.core.environment import take_libpq_variables
from console.errors import Problem

EPILOG = """\
exit status: 0 fine, 1 findings or differences, 2 usage or configuration, 3 cannot connect or not permitted,
4 the guard refused or wants an answer, 5 outcome unknown
"""


def build_parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser with every command of every area; of those that `words` do not name, the help line alone."""
    parser = argparse.ArgumentParser(
        prog="greenroom",
        description="A terminal admin console for any Postgres or Supabase database. Without a command it opens.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from console.targets.choose import add_choice

    parser.add_argument("--version", action="version", version=f"greenroom {__version__}")
    add_choice(parser)
    parser.add_argument("--debug", action="store_true", help="write a log (without secrets) and say where")
    parser.set_defaults(run=open_console)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    asked = {command.module for command in COMMANDS if words is None or command.name in words}
    for command in COMMANDS:
        if command.module not in asked:
            commands.add_parser(command.name, help=command.about)
        elif command.name not in commands.choices:  # else its module has registered it beside another
            import_module(command.module).register(commands)
    completion = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        description="Print the completion script of a shell: greenroom completion bash > FILE, and source FILE.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="the shell it is for")
    completion.set_defaults(run=print_completion)
    return parser


def open_console(arguments: argparse.Namespace) -> int:
    """Open the console: on the target that is named, else on Home."""
    gc.disable()  # a start makes no garbage worth looking for; the app turns it on again when it has painted
    from console.app import run
    from console.core.output import emit_error
    from console.targets.choose import choose, is_named
    from console.targets.store import TargetStore

    store = TargetStore()
    saved, problems = store.readable()
    for problem in problems:
        emit_error(problem)
    if not is_named(arguments, arguments.environ):
        return run(targets=saved, store=store)
    chosen = choose(arguments, arguments.environ)
    targets = (*(each for each in saved if each.name != chosen.target.name), chosen.target)
    passwords = {chosen.target.name: chosen.password} if chosen.password else {}
    return run(targets=targets, open_target=chosen.target.name, store=store, passwords=passwords)


def print_completion(arguments: argparse.Namespace) -> int:
    """The script for a shell, on standard output."""
    import shtab

    print(shtab.complete(build_parser(), shell=arguments.shell))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give back its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        print(f"greenroom {__version__}")
        return 0
    environ = take_libpq_variables()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # where the locale lacks a glyph, a code is better than a traceback
            stream.reconfigure(errors="backslashreplace")
    arguments = build_parser(words).parse_args(words)
    arguments.environ = environ
    if arguments.debug:
        from console.logs import start_log

        start_log()
    try:
        status: int = arguments.run(arguments)
        return status
    except Problem as problem:
        from console.core.output import emit_error

        return emit_error(problem, getattr(arguments, "json", False))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`). Standard output must not be flushed into nothing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # no traceback reaches a user; the log has it
        return _failed(error, getattr(arguments, "json", False))


def _failed(error: Exception, as_json: bool) -> int:
    from console.core.output import emit_error
    from console.logs import log_failure

    log_failure(error)
    problem = Problem(
        "greenroom failed.",
        f"{type(error).__name__} in its own code.",
        "greenroom journal list says whether anything was written. With --debug the log says where.",
    )
    emit_error(problem, as_json)
    return 70
