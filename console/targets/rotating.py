"""`greenroom targets rotate`: the plan, the answers, and the change of a password through the guard.

Without answers the plan is printed and nothing is touched, not even the keyring.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from console.core.output import emit, emit_error, emit_json, emit_message
from console.core.present import visible
from console.core.secret import Secret
from console.core.target import Environment, Target
from console.errors import ConnectionProblem, GuardProblem
from console.targets import secrets
from console.targets.rotate import LogIn, Rotation, SetPassword, check, rotate, settle
from console.targets.store import TargetStore

if TYPE_CHECKING:
    from console.config import Config
    from console.database.connect import Endpoint
    from console.database.opening import Link, OpenTunnel
    from console.guard.journal import FileJournal
    from console.guard.plan import Plan


class PlanShown(GuardProblem):
    """The plan was printed, and wants an answer."""


def run(arguments: argparse.Namespace) -> int:
    """Show the plan (exit 4), or change the password and say so (exit 0)."""
    store = TargetStore()
    target = store.get(arguments.name)
    check(target)
    try:
        done = asyncio.run(_run(target, arguments))
    except PlanShown as shown:
        return emit_error(shown)  # the plan is the one document on standard output
    store.change(target.name, password_changed_at=done.changed_at)
    if arguments.json:
        emit_json({"operation": "targets.rotate", "outcome": "done", "target": target.name})
    emit_message(
        f"An earlier change of the password of {target.name} had reached the server: it is finished."
        if done.finished_earlier
        else f"{target.name} has a new password. It was tested, and the keyring has it."
    )
    return 0


async def _run(target: Target, arguments: argparse.Namespace) -> Rotation:
    from console.config import load_config
    from console.database.opening import Link
    from console.guard.command_line import settle as settle_journal
    from console.guard.journal import FileJournal

    async with AsyncExitStack() as stack:
        tunnel = await _tunnel(target, stack)
        log_in = log_in_with(target, tunnel.endpoint if tunnel else None)
        finished = await settle(target, log_in)
        if finished is not None:
            return finished

        async def same_tunnel(_: Target) -> OpenTunnel:
            assert tunnel  # noqa: S101
            return tunnel

        link = Link(target, secrets.read_async, same_tunnel)
        stack.push_async_callback(link.close)
        config = load_config()
        journal = FileJournal(keep_days=config.keep_values_days)
        stack.callback(journal.close)
        await settle_journal(journal, link)
        plan = await _plan(link, target, "", config)
        _demand_answers(plan, arguments)
        set_password = _through_guard(link, plan, arguments, config, journal)
        return await rotate(target, set_password=set_password, log_in=log_in)


async def _tunnel(target: Target, stack: AsyncExitStack) -> OpenTunnel | None:
    """One tunnel for the guard and for the test logins; it is closed with the stack, not by the link."""
    if not target.ssh:
        return None
    from console.database.opening import OpenTunnel
    from console.targets.ssh import Tunnel

    async def keep() -> None:
        return None

    tunnel = await stack.enter_async_context(Tunnel(target))
    return OpenTunnel(tunnel.endpoint, keep)


def log_in_with(target: Target, endpoint: Endpoint | None = None) -> LogIn:
    """A login that says whether a password is taken, and raises ConnectionProblem where that is not seen."""
    from console.database.connect import connect

    async def log_in(secret: Secret) -> bool:
        try:
            connection = await connect(target, secret, endpoint=endpoint)
        except ConnectionProblem as problem:
            if problem.refused and "password was refused" in problem.what:
                return False
            raise
        asked = connection.pgconn.used_password
        await connection.close()
        if not asked:
            raise ConnectionProblem(
                f"{target.name} does not ask for a password.",
                "It lets this role in from here without one, so a new one could not be tested.",
                "Change the password from where it is asked for.",
                refused=True,
            )
        return True

    return log_in


async def _plan(link: Link, target: Target, verifier: str, config: Config) -> Plan:
    from console.guard.command_line import planned
    from console.targets.operations import rotate_password

    return await planned(rotate_password(target, verifier), link, target, config)


def _demand_answers(plan: Plan, arguments: argparse.Namespace) -> None:
    """GuardProblem (exit 4), once the plan is printed, unless it is the plan that was looked at and it is answered."""
    from console.guard.answers import check_answers, quoted, wants_digest

    if plan.refusals:
        raise plan.refusals[0].problem()
    wanted = [ask.phrase for ask in plan.asks]
    if _is_production(plan.target):
        wanted.insert(0, plan.target.name)  # production is opened by typing its name, whatever the risk
    digest = wants_digest(plan.risk, plan.target)
    words = [f"--confirm {quoted(phrase)}" for phrase in wanted] + ([f"--plan {plan.digest}"] if digest else [])
    if not arguments.confirm:
        if arguments.json:
            emit_json(plan.document())
        else:
            emit("\n".join(_lines(plan)))
        raise PlanShown("Nothing was changed: this is the plan.", "", f"To do it: {' '.join(words)}")
    if digest and arguments.plan != plan.digest:
        why = "It is not the plan that you looked at." if arguments.plan else "It does not say which plan it answers."
        raise GuardProblem("Nothing was changed.", why, f"Look at it again without --confirm, then: {' '.join(words)}")
    answers = list(arguments.confirm)
    if _is_production(plan.target) and answers[0] != plan.target.name:
        raise GuardProblem(f"That is not the name of {plan.target.name}.", "Nothing was sent.", " ".join(words))
    check_answers(plan.asks, answers[1:] if _is_production(plan.target) else answers)


def _through_guard(
    link: Link, looked_at: Plan, arguments: argparse.Namespace, config: Config, journal: FileJournal
) -> SetPassword:
    """Run the operation with the real verifier: it is the plan that was looked at, but for the dots in it."""

    async def set_password(verifier: str) -> None:
        from console.guard.hooks import hooks_of
        from console.guard.runner import Runner
        from console.guard.window import Opened

        plan = await _plan(link, looked_at.target, verifier, config)
        target = plan.target
        if plan.digest != looked_at.digest:
            raise GuardProblem("Nothing was changed.", "The plan has changed meanwhile.", "Look at it again.")
        answers, opened = list(arguments.confirm), Opened()
        if _is_production(target):
            await opened.open(target, answers.pop(0), journal)
        runner = Runner(target, link, journal, hooks_of(config), opened)
        outcome = await runner.run(plan, answers, arguments.reason or "")
        if not outcome.done:
            raise outcome.problem()

    return set_password


def _is_production(target: Target) -> bool:
    return target.environment is Environment.PRODUCTION


def _lines(plan: Plan) -> list[str]:
    operation = plan.operation
    lines = [f"{operation.title}, on {plan.target.name} ({plan.target.environment.value.upper()}), {plan.risk.value}"]
    lines += [f"  {text}" for text in plan.statements]
    lines += [f"  {operation.consequence}", f"  Undo: {plan.undo}"]
    lines += [f"  {label}: {text}" for label, text in operation.facts]
    lines += [f"  {'holds' if check.holds is True else 'does not hold'}: {check.sentence}" for check in plan.checks]
    return [visible(line) for line in [*lines, f"  plan {plan.digest}"]]
