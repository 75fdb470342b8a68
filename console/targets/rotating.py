"""The change of a target's password as a guarded operation: for `greenroom targets rotate`, `greenroom do` and Targets.

While it is only planned nothing is touched, not even the keyring; but a change that was interrupted is ended first.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from console.core.output import emit_json, emit_message
from console.core.secret import Secret
from console.core.target import Target
from console.errors import ConnectionProblem, Problem, UsageProblem
from console.targets import secrets
from console.targets.rotate import LogIn, check, rotate, settle
from console.targets.store import TargetStore
from console.targets.verifier import new_password, scram_verifier

if TYPE_CHECKING:
    from console.database.opening import Link
    from console.guard.operation import Around, Operation, Run
    from console.guard.outcome import Outcome


class FinishedEarlier(Problem):
    """There is nothing to plan: a change that was interrupted had reached the server, and is finished now (exit 0)."""

    exit_status = 0


def run(arguments: argparse.Namespace) -> int:
    """Show the plan (exit 4), or change the password and say so (exit 0)."""
    from console.guard.command_line import run_operation

    target = TargetStore().get(arguments.name)
    check(target)
    try:
        return run_operation(arguments, rotation, target, secrets.read(target))
    except FinishedEarlier as finished:
        if arguments.json:
            emit_json({"operation": "targets.rotate", "outcome": "done", "target": target.name})
        emit_message(str(finished))
        return 0


async def make_rotate(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """The operation for `greenroom do`: the key is the role, which must be the one that the target logs in as."""
    from console.targets.operations import server_role

    check(link.target)
    role = server_role(link.target)
    if key != role:
        raise UsageProblem(
            f"{link.target.name} logs in as {role}, not as {key}.", "It changes its own password only.", ""
        )
    return await rotation(link)


async def rotation(link: Link, store: TargetStore | None = None) -> Operation:
    """The operation with a password of its own, which the keyring learns when it is run.

    FinishedEarlier where an interrupted change is finished instead, UsageProblem where the password is not ours.
    """
    from console.targets.operations import rotate_password

    target, log_in, store = link.target, log_in_with(link), store or TargetStore()
    check(target)
    finished = await settle(target, log_in)
    if finished is not None:
        store.change(target.name, password_changed_at=finished.changed_at)
        raise FinishedEarlier(
            f"An earlier change of the password of {target.name} had reached the server: it is finished."
        )
    fresh = new_password()
    operation = rotate_password(target, scram_verifier(fresh))
    return replace(operation, around=_kept(target, fresh, log_in, store))


def _kept(target: Target, fresh: Secret, log_in: LogIn, store: TargetStore) -> Around:
    """Runs the operation between the keyring's two steps, and proves the new password."""

    async def around(run: Run) -> Outcome:
        ended: Outcome | None = None

        async def set_password(_: str) -> None:  # the operation has its verifier already
            nonlocal ended
            ended = await run()
            if not ended.done:
                raise ended.problem()

        try:
            done = await rotate(target, set_password=set_password, log_in=log_in, fresh=fresh)
        except Problem:
            if ended is None or ended.done:
                raise
            return ended  # the keyring is as it was
        assert ended is not None  # noqa: S101  # else it would not be done
        store.change(target.name, password_changed_at=done.changed_at)
        return _proven(ended, target)

    return around


def _proven(outcome: Outcome, target: Target) -> Outcome:
    """Done, also where the connection was lost: the server has taken the new password."""
    from console.guard.events import Result

    end = outcome.end
    if not outcome.done:
        end = replace(end, result=Result.DONE, detail="The server takes the new password.")
    remark = f"{target.name} has a new password. It was tested, and the keyring has it."
    return replace(outcome, end=end, remarks=(*outcome.remarks, remark))


def log_in_with(link: Link) -> LogIn:
    """A login that says whether a password is taken, and raises ConnectionProblem where that is not seen."""
    from console.database.connect import connect

    target = link.target

    async def log_in(secret: Secret) -> bool:
        try:
            connection = await connect(target, secret, endpoint=await link.endpoint())
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
