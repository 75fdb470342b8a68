"""The whole test of a target: its secret, its tunnel, and then what `console.database.probe` sees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from console.core.present import visible
from console.core.secret import Secret
from console.core.step import Step, StepState
from console.core.target import SecretSource, Target
from console.errors import Problem
from console.targets.ssh import Tunnel

ReadSecret = Callable[[Target], Awaitable[Secret | None]]


async def examine(target: Target, read_secret: ReadSecret, *, ssh_options: tuple[str, ...] = ()) -> AsyncIterator[Step]:
    """Each step of the test as soon as it is known: `secret`, `ssh` where there is one, and the probe's."""
    from console.database.probe import STEPS, probe_target

    skipped = [Step(name, StepState.SKIPPED, "not reached") for name in STEPS]
    try:
        secret = await read_secret(target)
    except Problem as problem:
        yield _failed("secret", problem)
        for step in skipped:
            yield step
        return
    yield Step("secret", StepState.OK, _where(target))
    if not target.ssh:
        async for step in probe_target(target, secret):
            yield step
        return
    tunnel = Tunnel(target, options=ssh_options)
    try:
        await tunnel.__aenter__()
    except Problem as problem:
        yield _failed("ssh", problem)
        for step in skipped:
            yield step
        return
    try:
        yield Step("ssh", StepState.OK, f"open through {visible(target.ssh)}")
        async for step in probe_target(target, secret, endpoint=tunnel.endpoint):
            yield step
    finally:
        await tunnel.__aexit__(None, None, None)


def _failed(name: str, problem: Problem) -> Step:
    return Step(name, StepState.FAILED, f"{problem.what} {problem.why}".strip(), problem.remedy)


def _where(target: Target) -> str:
    return {
        SecretSource.NONE: "none is sent",
        SecretSource.KEYRING: "from the keyring",
        SecretSource.PASSFILE: "from the passfile",
        SecretSource.SERVICE: "from the service file",
        SecretSource.COMMAND: "from the password command",
        SecretSource.ASK: "given by you",
    }[target.secret]
