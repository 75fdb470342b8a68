"""The part that every command shares that writes: its options, and from an operation to an exit status.

Without an answer the plan is printed and the exit status is 4. Areas call `run_operation` from their commands; what it
runs is imported inside.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from console.core.output import emit, emit_json, emit_message
from console.core.secret import Secret
from console.core.target import Environment, Target
from console.errors import Problem

if TYPE_CHECKING:
    from console.config import Config
    from console.core.target import Identity
    from console.core.unknown import Unknown
    from console.database.opening import Link
    from console.guard.events import Entry, Hooks, Journal
    from console.guard.journal import FileJournal
    from console.guard.operation import Operation
    from console.guard.outcome import Outcome
    from console.guard.plan import Plan
    from console.guard.runner import Runner

Maker = Callable[["Link"], Awaitable["Operation"]]
After = Callable[["Link"], Awaitable[Sequence[str]]]


def add_guard(parser: argparse.ArgumentParser) -> None:
    """Give a command the options that `run_operation` reads."""
    group = parser.add_argument_group("guard")
    group.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="ANSWER",
        help="what the plan asks for; twice where it asks two; on production the target's name before it",
    )
    group.add_argument("--reason", default="", metavar="TEXT", help="why; it is written into the journal")
    group.add_argument("--plan", metavar="DIGEST", help="run only if the plan still has this digest")


def run_operation(
    arguments: argparse.Namespace, make: Maker, target: Target, password: Secret | None, after: After | None = None
) -> int:
    """Plan the operation that `make` gives, print the plan or run it, and give back the exit status.

    `after` looks at the target once it is done; what it says is printed.
    """
    import asyncio

    return asyncio.run(_run(arguments, make, target, password, after))


async def _run(
    arguments: argparse.Namespace, make: Maker, target: Target, password: Secret | None, after: After | None
) -> int:
    from console.config import load_config
    from console.guard.hooks import hooks_of
    from console.guard.journal import FileJournal
    from console.guard.runner import Runner
    from console.guard.settling import ENTRY
    from console.guard.window import Opened

    config = load_config()
    hooks = hooks_of(config)
    journal = FileJournal(keep_days=config.keep_values_days)
    try:
        async with linked(target, password) as link:
            await settle(journal, link, hooks)
            operation = await make(link)
            if getattr(arguments, "migration", None):
                return _write(arguments, operation)
            plan = await planned(operation, link, target, config)
            target = plan.target
            if operation.in_file and target.environment is Environment.PRODUCTION and not _is_run_here(arguments):
                return _say_file(arguments, operation)
            await _say_lasting(journal, plan)
            if not _is_answered(arguments, plan):
                return 4
            answers, opened = _checked(arguments, plan), Opened()
            if target.environment is Environment.PRODUCTION:
                await opened.open(target, arguments.confirm[0], journal)
            runner = Runner(target, link, journal, hooks, opened)
            with _told(runner):
                outcome = await runner.run(plan, answers, arguments.reason, _Waiting())
            if outcome.done and plan.operation.kind == ENTRY:
                await settle(journal, link, hooks)
            status = _say(arguments, outcome)  # first: whatever stops what follows, it is known what was done
            return await _look(after, link) if outcome.done and after else status
    finally:
        journal.close()


def _is_run_here(arguments: argparse.Namespace) -> bool:
    """Whether a change of the schema was asked to be run: on production it is written into a file by default."""
    return getattr(arguments, "run_here", True) is not False


def _write(arguments: argparse.Namespace, operation: Operation) -> int:
    """Write it as a migration instead of running it."""
    from console.changesets.folders import one_folder
    from console.guard.migration_file import write_operation

    path = write_operation(operation, one_folder(arguments.migration), arguments.name or "")
    if arguments.json:
        emit_json({"operation": operation.name, "outcome": "written", "file": str(path)})
    else:
        emit(str(path))
    emit_message("greenroom: written; nothing was sent. Read it, and apply it as the others.")
    return 0


def _say_file(arguments: argparse.Namespace, operation: Operation) -> int:
    """Print what a migration file would hold, and how to go on: on production that is the way."""
    from console.guard.migration_file import migration_text

    text, detail = migration_text(operation), "Nothing was sent: on production a change of the schema is a migration."
    if arguments.json:
        emit_json({"operation": operation.name, "outcome": "refused", "detail": detail, "migration": text})
    else:
        emit(text.rstrip())
    emit_message(f"greenroom: {detail} --migration DIR writes it there; --run runs it here, through the guard.")
    return 4


async def _look(after: After, link: Link) -> int:
    """Say what is seen afterwards; 1 where something is wrong (`✖`). What cannot be looked at changes nothing."""
    try:
        seen = await after(link)
    except Problem as problem:
        seen = (f"? NOT CHECKED what it did: {problem}",)
    with suppress(OSError):
        for words in seen:
            emit_message(f"greenroom: {words}")
    return int(any(words.startswith("✖") for words in seen))


async def planned(operation: Operation, link: Link, target: Target, config: Config) -> Plan:
    """The plan of an operation, for the strictest target that is saved of this database: `plan.target`."""
    from console.guard.planning import plan_for
    from console.targets.store import TargetStore
    from console.targets.strictest import strictest, twins

    plan = await plan_for(operation, link, target, config)
    saved = TargetStore().readable()[0]
    _remember(target, plan.identity)
    strict, same = strictest(target, plan.identity, saved), twins(target, plan.identity, saved)
    if strict != target:
        emit_message(
            f"greenroom: this database is saved as {strict.environment.value.upper()}, {strict.access.value}: "
            "that counts for this address too."
        )
    elif not any(twin.name in {**config.windows, **config.audit_tables} for twin in same):
        return plan
    return await plan_for(operation, link, strict, config, twins=same)


def _remember(target: Target, identity: Identity | Unknown) -> None:
    """Keep which database a saved target is, once it is seen: another name for it then counts as that one."""
    from console.core.target import Identity
    from console.errors import Problem
    from console.targets.store import TargetStore

    if target.saved and target.identity is None and isinstance(identity, Identity):
        with suppress(Problem):  # the plan does not need it
            TargetStore().change(target.name, identity=identity)


async def _say_lasting(journal: FileJournal, plan: Plan) -> None:
    """Say how long an undo lasts, where it needs masked values that cannot be kept."""
    if plan.undoable and any(image.hides for image in plan.before):
        lasting = await journal.lasting(plan.target)
        if not lasting.kept:
            emit_message(f"greenroom: {lasting.sentence} It ends with this command: afterwards there is no undo.")


@asynccontextmanager
async def linked(target: Target, password: Secret | None) -> AsyncIterator[Link]:
    """The way to a target for the length of the block."""
    from console.database.opening import Link, OpenTunnel

    async def known(_: Target) -> Secret | None:
        return password

    async def tunnel(to: Target) -> OpenTunnel:
        from console.targets.ssh import open_tunnel

        return await open_tunnel(to)

    link = Link(target, known, tunnel)
    try:
        yield link
    finally:
        await link.close()


async def settle(
    journal: Journal,
    link: Link,
    hooks: Hooks | None = None,
    *,
    only: Callable[[Entry], bool] = lambda entry: True,
) -> tuple[Outcome, ...]:
    """Ask what became of operations on this target whose end is not known, and say it."""
    from console.guard.settling import is_of, settle_unknown

    async def way(entry: Entry) -> Link | None:
        return link

    def is_here(entry: Entry) -> bool:
        return is_of(entry, link.target) and only(entry)

    found = await settle_unknown(journal, way, hooks=hooks, only=is_here)
    for outcome in found:
        say_settled(outcome)
    return found


def say_settled(outcome: Outcome) -> None:
    """Say how an entry ended that was in doubt, and what its hooks said."""
    emit_message(f"greenroom: “{outcome.called}” (journal {outcome.entry}): {outcome.end.detail}")
    if outcome.process is not None:
        emit_message(f"greenroom: {outcome.problem().remedy}")
    say_hooks(outcome)


def say_hooks(outcome: Outcome) -> None:
    """Say which hooks failed."""
    for hook in outcome.hooks:
        if hook.problem or hook.status:
            emit_message(f"greenroom: hook {hook.command}: {hook.problem or f'exit status {hook.status}'}")


def _is_answered(arguments: argparse.Namespace, plan: Plan) -> bool:
    """Whether the plan is to be run; else it, and what is wanted, has been printed."""
    from console.guard.answers import typed, wants_digest
    from console.guard.plan_text import plan_text

    wanted = ""
    if plan.refusals:
        raise_after_plan(arguments, plan)
    if not arguments.confirm:
        wanted = "Nothing was sent."
    elif arguments.plan is None and wants_digest(plan.risk, plan.target):
        wanted = "Nothing was sent: name the plan that you looked at."
    elif arguments.plan is not None and arguments.plan != plan.digest:
        wanted = f"Nothing was sent: the plan is not {arguments.plan} any more."
    if not wanted:
        return True
    if arguments.json:
        confirm = [ask.phrase for ask in typed(plan.asks, plan.target)]
        emit_json(
            {
                "outcome": "refused",
                "detail": wanted,
                "answer": _answer(plan),
                "confirm": confirm,
                "plan": plan.document(),
            }
        )
    else:
        emit(plan_text(plan))
    emit_message(f"greenroom: {wanted} {_answer(plan)}")
    return False


def _checked(arguments: argparse.Namespace, plan: Plan) -> list[str]:
    """The answers to the plan, without the name that opens production. GuardProblem unless all are right."""
    from console.guard.answers import check_answers, check_reason, typed

    wanted = typed(plan.asks, plan.target)
    check_answers(wanted, arguments.confirm)
    check_reason(plan.operation, arguments.reason)
    return list(arguments.confirm[len(wanted) - len(plan.asks) :])


def raise_after_plan(arguments: argparse.Namespace, plan: Plan) -> None:
    """Print the plan and raise the first reason why it cannot run."""
    from console.guard.plan_text import plan_text

    if not arguments.json:
        emit(plan_text(plan))
    raise plan.refusals[0].problem()


def _answer(plan: Plan) -> str:
    from console.guard.answers import quoted, typed, wants_digest

    words = [f"--confirm {quoted(ask.phrase)}" for ask in typed(plan.asks, plan.target)]
    if wants_digest(plan.risk, plan.target):
        words.append(f"--plan {plan.digest}")
    if plan.operation.needs_reason:
        words.append("--reason TEXT")
    return f"To run it: {' '.join(words)}"


class _Waiting:
    """Says who it waits for, once for each; what the server says beside; and which part of a batch is committed."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, stage: object, detail: str) -> None:
        if str(stage) == "waiting" and detail != self._said:
            self._said = detail
            emit_message(f"greenroom: waiting. {detail}")
        elif str(stage) in ("committed", "notice") and detail:
            emit_message(f"greenroom: {stage}. {detail}")


@contextmanager
def _told(runner: Runner) -> Iterator[None]:
    """ctrl+c and SIGTERM cancel while that can be; a terminal that goes away does not: it ends and is journalled."""
    import asyncio

    loop = asyncio.get_running_loop()
    pending: set[asyncio.Task[bool]] = set()

    def cancel() -> None:
        task = loop.create_task(runner.cancel())
        pending.add(task)
        task.add_done_callback(pending.discard)

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, cancel)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        signal.signal(signal.SIGHUP, before)


def _say(arguments: argparse.Namespace, outcome: Outcome) -> int:
    from console.core.output import emit_error

    with suppress(OSError):  # the terminal may be gone; the journal has it
        if arguments.json:
            emit_json(outcome.document())
        if outcome.done:
            emit_message(f"{outcome.called}: done. Journal {outcome.entry}.")
            if outcome.end.how == "rehearsed":
                emit_message(f"greenroom: {outcome.end.detail}")
        else:
            emit_error(outcome.problem())
        for change in outcome.end.difference:
            emit_message(f"  {change['row']} {change['column']}: {change['planned']} → {change['found']}")
        for remark in outcome.remarks:
            emit_message(f"greenroom: {remark}")
        say_hooks(outcome)
    return outcome.exit_status
