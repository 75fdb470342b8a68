"""Calls that block: their result or their error comes back, and one that never ends holds nothing up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from console.core.blocking import in_daemon
from console.errors import ConfigurationProblem


async def test_the_result_comes_from_another_thread() -> None:
    here = threading.get_ident()
    there = await in_daemon(threading.get_ident, timeout=5)
    assert there != here


@pytest.mark.parametrize("error", [ConfigurationProblem("locked"), OSError(2, "gone"), SystemExit(3)])
async def test_an_error_comes_back_as_it_was(error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        await in_daemon(fail, timeout=5)
    assert caught.value is error


async def test_the_loop_goes_on_meanwhile_and_the_wait_ends() -> None:
    release = threading.Event()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    with pytest.raises(TimeoutError):
        await in_daemon(release.wait, timeout=0.2)
    ticking.cancel()
    assert ticks > 3
    release.set()
    await asyncio.sleep(0.05)  # the late answer is for nobody, and is no error


async def test_a_wait_can_be_cancelled() -> None:
    release = threading.Event()
    task = asyncio.create_task(in_daemon(release.wait, timeout=60))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()


async def test_ten_at_once() -> None:
    calls = [partial(divmod, number, 3) for number in range(10)]
    assert await asyncio.gather(*(in_daemon(call, timeout=5) for call in calls)) == [call() for call in calls]


def test_a_call_that_never_ends_does_not_hold_up_the_exit() -> None:
    program = """
import asyncio, threading
from console.core.blocking import in_daemon

async def main():
    try:
        await in_daemon(threading.Event().wait, timeout=0.1)
    except TimeoutError:
        print("gave up")

asyncio.run(main())
"""
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (done.stdout, done.stderr) == ("gave up\n", "")
    assert time.monotonic() - started < 10


def test_an_answer_after_the_loop_was_closed_says_nothing() -> None:
    program = """
import asyncio, threading, time
from console.core.blocking import in_daemon

release = threading.Event()

async def main():
    task = asyncio.create_task(in_daemon(release.wait, timeout=60))
    await asyncio.sleep(0.05)
    task.cancel()

asyncio.run(main())
release.set()
time.sleep(0.2)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (done.stdout, done.stderr) == ("", "")
