"""`greenroom targets`: the saved targets on the command line.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.core.target import Access, Environment, SecretSource, Tls
from console.guard.command_line import add_guard

if TYPE_CHECKING:
    from console.core.step import Step
    from console.core.target import Target

GLYPHS = {"ok": "●", "warning": "▲", "failed": "✖", "unknown": "?", "skipped": "·"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `targets` to the command line."""
    parser = subparsers.add_parser(
        "targets",
        help="the saved targets: list, add, edit, remove, test, rotate, audit-table",
        description="The databases that greenroom knows. Passwords are kept in your keyring, never in a file of ours.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(commands, "list", run_list, "all saved targets")

    adding = _command(commands, "add", run_add, "save a target")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("address", metavar="ADDRESS", help="a URL, key=value pairs or service=NAME; - reads it")
    _fields(adding)

    editing = _command(commands, "edit", run_edit, "change a saved target; what is not named stays")
    editing.add_argument("name", metavar="NAME")
    editing.add_argument("--name", dest="new_name", metavar="NEW", help="another name")
    editing.add_argument("--address", metavar="ADDRESS", help="a URL, key=value pairs or service=NAME; - reads it")
    editing.add_argument("--forget-identity", action="store_true", help="it is another database now, and that is right")
    _fields(editing)

    removing = _command(commands, "remove", run_remove, "forget a target, and its password in the keyring")
    removing.add_argument("name", metavar="NAME")
    removing.add_argument("--confirm", metavar="NAME", help="the target's name once more")

    testing = _command(commands, "test", run_test, "test a target step by step; exits 3 if a step fails")
    testing.add_argument("name", nargs="?", metavar="NAME", help="a saved target, or use --url")
    testing.add_argument("--url", metavar="ADDRESS", help="an address that is not saved", default=argparse.SUPPRESS)

    rotating = _command(commands, "rotate", run_rotate, "give the target's role a new random password")
    rotating.add_argument("name", metavar="NAME")
    add_guard(rotating)

    auditing = _command(commands, "audit-table", run_audit_table, "find the target's own audit table, and accept it")
    auditing.add_argument("name", metavar="NAME")
    choice = auditing.add_mutually_exclusive_group()
    choice.add_argument("--accept", metavar="SCHEMA.TABLE", help="each change writes a row there from now on")
    choice.add_argument("--none", action="store_true", help="it has none: do not ask again")


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def _fields(parser: argparse.ArgumentParser) -> None:
    """The options that `add` and `edit` share. None is what was not said; an empty text takes a value away."""
    parser.set_defaults(environment=None, access=None)
    parser.add_argument("--environment", choices=[one.value for one in Environment], help="production, if not said")
    parser.add_argument("--access", choices=[one.value for one in Access], help="read-only, if not said")
    parser.add_argument("--tls", choices=[one.value for one in Tls], help="verified, for another machine")
    parser.add_argument("--root-certificate", metavar="FILE", help="whom to trust, else the system's bundle")
    parser.add_argument("--ssh", metavar="HOST", help="a bastion, as ssh knows it")
    parser.add_argument("--secret", choices=[one.value for one in SecretSource], help="where its password is")
    parser.add_argument("--passfile", metavar="FILE", help="with --secret passfile; else ~/.pgpass")
    parser.add_argument("--password-command", metavar="COMMAND", help="prints the password; it gets no shell")
    parser.add_argument("--password-stdin", action="store_true", help="read the password for the keyring from a pipe")
    parser.add_argument("--default-area", metavar="AREA", help="where the console opens")


def run_list(arguments: argparse.Namespace) -> int:
    """Every saved target. A target that cannot be used is a message, and exit status 2."""
    from console.core.output import emit, emit_error, emit_json, emit_message
    from console.core.table import table
    from console.targets.store import TargetStore

    store = TargetStore()
    usable, problems = store.readable()
    if arguments.json:
        broken = [{"what": each.what, "why": each.why, "remedy": each.remedy} for each in problems]
        emit_json({"items": [item(target) for target in usable]} | ({"problems": broken} if broken else {}))
    elif usable:
        headings = ("NAME", "ENVIRONMENT", "ACCESS", "ADDRESS", "TLS", "PASSWORD", "CHANGED")
        emit(table([_row(target) for target in usable], headings))
    else:
        emit_message("No target is saved yet. greenroom targets add NAME ADDRESS adds one.")
    for problem in problems:
        emit_error(problem)
    return 2 if problems else 0


def run_add(arguments: argparse.Namespace) -> int:
    """Save a target, and its password if one was given."""
    from console.core.output import emit_json, emit_message
    from console.targets.saving import add

    target = add(arguments, environ=arguments.environ)
    if arguments.json:
        emit_json({"item": item(target)})
    emit_message(f"Added {target.name}: {_sentence(target)}")
    return 0


def run_edit(arguments: argparse.Namespace) -> int:
    """Change a saved target."""
    from console.core.output import emit_json, emit_message
    from console.targets.saving import edit

    target = edit(arguments, environ=arguments.environ)
    if arguments.json:
        emit_json({"item": item(target)})
    emit_message(f"Saved {target.name}: {_sentence(target)}")
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """Forget a target and its password. Exits 4 until its name is confirmed, 3 if the keyring did not forget."""
    from console.core.output import emit_error, emit_json, emit_message
    from console.errors import GuardProblem
    from console.targets.saving import forget_password
    from console.targets.secrets import KeyringProblem
    from console.targets.store import TargetStore

    store = TargetStore()
    target = store.get(arguments.name)
    if arguments.confirm != target.name:
        raise GuardProblem(
            f"{target.name} was not removed.",
            f"It is {target.address}. Its password in the keyring goes with it.",
            f"Confirm it: --confirm {_word(target.name)}",
        )
    store.remove(target.name)
    status = 0
    try:
        forgotten = forget_password(target, store)
    except KeyringProblem as problem:
        forgotten = False
        status = emit_error(problem)
        emit_message("The target is removed, but its password may still be in the keyring.")
    if arguments.json:
        emit_json({"removed": target.name, "password_forgotten": forgotten})
    emit_message(f"Removed {target.name}." + (" Its password is forgotten." if forgotten else ""))
    return status


def run_test(arguments: argparse.Namespace) -> int:
    """Test a target. Exits 3 if a step failed."""
    import asyncio
    import os

    from console.core.output import emit, emit_json
    from console.core.step import StepState
    from console.errors import UsageProblem
    from console.targets.choose import choose
    from console.targets.store import TargetStore

    store = TargetStore()
    environ = getattr(arguments, "environ", os.environ)
    if arguments.name is not None:
        if getattr(arguments, "url", None) is not None:
            raise UsageProblem("NAME and --url name two targets.", "", "Leave one out.")
        arguments.target = arguments.name
    chosen = choose(arguments, environ, store=store)

    def show(step: Step) -> None:
        if not arguments.json:
            emit(_line(step))

    steps = asyncio.run(_examine(chosen, environ, show))
    identity = next((step.identity for step in steps if step.identity), None)
    if chosen.target.saved and chosen.target.identity is None and identity is not None:
        store.change(chosen.target.name, identity=identity)
    if arguments.json:
        shown = [{key: getattr(step, key) for key in ("name", "state", "detail", "remedy", "more")} for step in steps]
        emit_json({"target": chosen.target.name, "address": chosen.target.address, "steps": shown})
    return 3 if any(step.state is StepState.FAILED for step in steps) else 0


async def _examine(chosen: Any, environ: Any, show: Any) -> list[Step]:
    from console.core.blocking import in_daemon
    from console.targets.examine import examine
    from console.targets.opened import password_of

    async def read_secret(_: Target) -> Any:
        # In a thread: a person may take their time to type, and the keyring too.
        return await in_daemon(lambda: password_of(chosen, environ), timeout=600)

    steps = []
    async for step in examine(chosen.target, read_secret):
        steps.append(step)
        show(step)
    return steps


def run_rotate(arguments: argparse.Namespace) -> int:
    """Give the role of a target a new password."""
    from console.targets.rotating import run

    return run(arguments)


def run_audit_table(arguments: argparse.Namespace) -> int:
    """Which table is the audit log of a target."""
    from console.targets.audit_table import run

    return run(arguments)


def item(target: Target) -> dict[str, Any]:
    """A target as the JSON of the command line has it. There is no password in one."""
    from console.errors import Problem
    from console.targets.entry import entry_from
    from console.targets.supabase import recognise

    try:
        supabase = recognise(target.host, target.port, target.user)
    except Problem:
        supabase = None
    found = {"name": target.name, **entry_from(target)}
    return found | ({"supabase": {"ref": supabase.ref, "form": supabase.form.value}} if supabase else {})


def _row(target: Target) -> tuple[str, ...]:
    from console.core.present import ABSENT

    changed = target.password_changed_at
    age = _age(changed) if changed else ABSENT
    way = f" by {target.ssh}" if target.ssh else ""
    environment = target.environment.value.upper()
    return (
        target.name,
        environment,
        target.access.value,
        target.address + way,
        target.tls.value,
        target.secret.value,
        age,
    )


def _age(then: Any) -> str:
    from datetime import UTC, datetime

    from console.core.present import ago

    return ago((datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds())


def _sentence(target: Target) -> str:
    from console.targets.supabase import recognise

    supabase = recognise(target.host, target.port, target.user)
    what = f", Supabase project {supabase.ref} by its {supabase.form.value}" if supabase else ""
    access = f"{target.environment.value.upper()}, {target.access.value}"
    return f"{target.address}, {access}, TLS {target.tls.value}, password: {target.secret.value}{what}."


def _line(step: Step) -> str:
    from console.core.present import visible

    head = f"{GLYPHS[step.state.value]} {step.state.value.upper():8}{step.name:11}"
    lines = [head + visible(step.detail)]
    lines += [f"{'':21}{visible(part)}" for part in (*step.more, step.remedy and f"→ {step.remedy}") if part]
    return "\n".join(line.rstrip() for line in lines)


def _word(text: str) -> str:
    import shlex

    return shlex.quote(text)
