"""Commands of the operator's that run after an outcome: purge a cache, generate types, tell a chat.

They come from config.toml alone, run without a shell, in a session of their own, and get one JSON document on their
standard input. What they do undoes nothing, and what they say is data. They never see our own variables.
"""

from __future__ import annotations

import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from console.config import Config, HookSetting
from console.core.blocking import in_daemon
from console.core.output import json_line
from console.core.places import config_dir
from console.core.present import visible
from console.core.scrub import scrub
from console.core.target import Target
from console.guard.events import Document, HookResult
from console.guard.journal_writer import account

OUTPUT_BYTES = 2_000
GRACE_SECONDS = 1.0
"""What a command has between being asked to stop and being stopped."""

EVENTS = ("settings.changed", "content.published", "migrations.applied", "backup.taken", "health.state")
"""Examples, for a hook whose event is a pattern."""

_KEEP = 65_536
_DRAIN_SECONDS = 0.3


class CommandHooks:
    """The hooks of config.toml. It implements `console.guard.events.Hooks`."""

    def __init__(self, settings: tuple[HookSetting, ...]) -> None:
        self._settings = settings

    def matching(self, event: str, target: str) -> tuple[HookSetting, ...]:
        """The hooks for an event on a target, in the order of the file."""
        return tuple(each for each in self._settings if is_for(each, event, target))

    def commands(self, event: str, target: Target) -> tuple[str, ...]:
        """The commands that would run, as people may see them."""
        return tuple(shown(each) for each in self.matching(event, target.name))

    async def run(self, event: str, target: Target, document: Document) -> tuple[HookResult, ...]:
        """Run them one after the other. Never raises for what a command does: a failure is a result."""
        text = json_line({**envelope(event, target), **document})
        return tuple([await run_hook(each, event, text) for each in self.matching(event, target.name)])


def hooks_of(config: Config) -> CommandHooks:
    """The hooks that the configuration names."""
    return CommandHooks(config.hooks)


def is_for(hook: HookSetting, event: str | None, target: str | None) -> bool:
    """Whether a hook runs for an event on a target; where one is None it does not matter."""
    named = target is None or not hook.targets or target.casefold() in {each.casefold() for each in hook.targets}
    return named and (event is None or fnmatchcase(event, hook.event))


def shown(hook: HookSetting) -> str:
    """The command as one line, without what looks like a secret in it."""
    return visible(scrub(shlex.join(hook.command)))


def envelope(event: str, target: Target) -> dict[str, Any]:
    """What every document begins with: the event, where, who, and when."""
    return {
        "event": event,
        "target": target.name,
        "environment": target.environment.value,
        "who": account(),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def sample(hook: HookSetting, event: str | None = None) -> tuple[str, dict[str, Any]]:
    """An event that the hook is for, and a document such as it would get, marked as a test."""
    fits = (each for each in EVENTS if fnmatchcase(each, hook.event))
    named = event or next(fits, hook.event.replace("*", "test"))
    return named, {
        "test": True,
        "operation": "settings.set",
        "title": "Set",
        "subject": "site_motto",
        "outcome": "done",
        "journal": "0",
        "before": [{"value": "before"}],
        "after": [{"value": "after"}],
    }


async def run_hook(hook: HookSetting, event: str, text: str) -> HookResult:
    """Run one command with the text on its standard input, and what came of it."""

    def job() -> HookResult:
        started = time.monotonic()
        said = _Command(hook, text).run(started + hook.timeout)
        seconds = round(time.monotonic() - started, 3)
        return HookResult(
            event=event,
            command=shown(hook),
            status=said.status,
            seconds=seconds,
            output=_last_line(said.tail),
            problem=visible(said.problem),
        )

    try:
        return await in_daemon(job, timeout=hook.timeout + 10)
    except (OSError, RuntimeError) as error:  # no file descriptor, no thread; TimeoutError is an OSError
        problem = f"It could not be run: {visible(str(error)) or type(error).__name__}."
        return HookResult(event=event, command=shown(hook), status=None, seconds=0.0, problem=problem)


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a command sees: the environment without libpq's variables and ours, where addresses and passwords stand."""
    return {name: value for name, value in environ.items() if not name.startswith(("PG", "GREENROOM_"))}


@dataclass(slots=True)
class _Said:
    status: int | None = None
    tail: bytes = b""
    problem: str = ""


class _Command:
    """One run of a command, in the thread that waits for it."""

    def __init__(self, hook: HookSetting, text: str) -> None:
        self._hook = hook
        self._rest = memoryview(text.encode("utf-8", "replace"))
        self._said = _Said()

    def run(self, deadline: float) -> _Said:
        """Start it, feed it, and wait for its end or the deadline (of time.monotonic)."""
        try:
            process = subprocess.Popen(  # noqa: S603  # no shell; who may write config.toml may run programs
                self._hook.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment(os.environ),
                cwd=_folder(),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._said.problem = f"{self._hook.command[0]} could not be started: {reason}."
            return self._said
        try:
            self._talk(process, deadline)
            self._end(process, deadline)
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        return self._said

    def _talk(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        """Write what it reads and read what it writes, until it says no more, has ended, or is out of time."""
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101
        os.set_blocking(process.stdin.fileno(), False)
        os.set_blocking(process.stdout.fileno(), False)
        ended: float | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdin, selectors.EVENT_WRITE, lambda: self._write(process))
            selector.register(process.stdout, selectors.EVENT_READ, lambda: self._read(process))
            while selector.get_map() and time.monotonic() < min(deadline, ended or deadline):
                for key, _ in selector.select(min(0.05, max(0.0, deadline - time.monotonic()))):
                    more: Callable[[], bool] = key.data
                    if not more():
                        selector.unregister(key.fileobj)
                if ended is None and process.poll() is not None:
                    # What it started may hold the pipe for ever: what was said is read, and no more is waited for.
                    ended = time.monotonic() + _DRAIN_SECONDS

    def _write(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.stdin is not None  # noqa: S101
        try:
            self._rest = self._rest[os.write(process.stdin.fileno(), self._rest[:_KEEP]) :]
        except BlockingIOError:
            return True
        except OSError:  # it does not read it, and need not
            self._rest = memoryview(b"")
        if not self._rest:
            with suppress(OSError):
                process.stdin.close()
        return bool(self._rest)

    def _read(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.stdout is not None  # noqa: S101
        try:
            octets = os.read(process.stdout.fileno(), _KEEP)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._said.tail = (self._said.tail + octets)[-_KEEP:]
        return bool(octets)

    def _end(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        try:
            status = process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _stop(process)
            self._said.problem = f"It did not end within {self._hook.timeout:g} seconds and was stopped."
            return
        if status < 0:
            self._said.problem = f"It was ended by signal {-status}."
            return
        self._said.status = status
        if status:
            self._said.problem = f"It ended with status {status}."


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it and all that it started, asking first. The group has its number for as long as it is not waited for."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        if number is signal.SIGTERM:
            time.sleep(0.02)
            limit = time.monotonic() + GRACE_SECONDS
            while time.monotonic() < limit and _is_there(process):
                time.sleep(0.02)
    process.wait()


def _is_there(process: subprocess.Popen[bytes]) -> bool:
    # Looked at without waiting: whoever is waited for gives its number away, and the rest of its group could not be
    # told from a stranger's.
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _folder() -> Path:
    folder = config_dir()
    return folder if folder.is_dir() else Path.home()


def _last_line(octets: bytes) -> str:
    """The last line that has anything in it, safe to show, in at most OUTPUT_BYTES."""
    lines = [line for line in octets.decode("utf-8", "replace").splitlines() if line.strip()]
    line = visible(scrub(lines[-1].strip()), limit=OUTPUT_BYTES) if lines else ""
    return line.encode()[:OUTPUT_BYTES].decode("utf-8", "ignore")
