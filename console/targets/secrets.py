"""Passwords in the operating system's keyring: the only place that imports keyring, and only when it is asked.

Each call runs in one daemon thread of ours, one after the other: a keyring may wait for a person for ever, and neither
the screen nor the exit waits with it. A keyring that would write passwords in clear is not used.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from console.core.atomic import locked
from console.core.places import private, state_dir
from console.core.present import visible
from console.core.secret import Secret
from console.core.target import Target
from console.errors import ConnectionProblem

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "greenroom"
TIMEOUT = 20.0
"""Seconds that a person has for the keyring's prompt."""

OTHERS = (
    "Unlock or install one (GNOME Keyring, KWallet, macOS Keychain), or set another source for this target: "
    "passfile, command (a password manager's), or ask."
)


class Slot(StrEnum):
    """A target has one password; while it is changed, the next one and the last one are kept beside it."""

    CURRENT = "current"
    PENDING = "pending"
    PREVIOUS = "previous"


class Trouble(StrEnum):
    """Why the keyring gave nothing."""

    ABSENT = "absent"
    UNSAFE = "unsafe"
    LOCKED = "locked"
    SILENT = "silent"
    FAILED = "failed"


class KeyringProblem(ConnectionProblem):
    """The keyring cannot be used now; `trouble` says how. Asking again by ourselves would prompt a person again."""

    def __init__(self, trouble: Trouble, what: str, why: str = "", remedy: str = OTHERS) -> None:
        super().__init__(what, why, remedy, refused=True)
        self.trouble = trouble


def username(target: Target, slot: Slot = Slot.CURRENT) -> str:
    """The entry's name: user, host, port and bastion. Change one and it is another entry, so that we ask again."""
    where = f"{quote(target.user, safe='')}@{quote(target.host.lower(), safe='')}:{target.port}"
    way = f"/ssh={quote(target.ssh, safe='')}" if target.ssh else ""
    return f"{where}{way}/{slot.value}"


def read(target: Target, slot: Slot = Slot.CURRENT, *, timeout: float = TIMEOUT) -> Secret | None:
    """The password of a target, or None where the keyring has none. KeyringProblem if it cannot say."""
    return _wait(lambda: _read(username(target, slot)), timeout)


def write(target: Target, secret: Secret, slot: Slot = Slot.CURRENT, *, timeout: float = TIMEOUT) -> None:
    """Keep a password, and make sure that the keyring gives it back. KeyringProblem if it does not."""
    _wait(lambda: _write(username(target, slot), secret), timeout)


def delete(target: Target, *slots: Slot, timeout: float = TIMEOUT) -> None:
    """Forget the passwords in these slots, or in all of them when none is named."""
    _wait(lambda: _delete([username(target, slot) for slot in slots or tuple(Slot)]), timeout)


async def read_async(target: Target, slot: Slot = Slot.CURRENT, *, timeout: float = TIMEOUT) -> Secret | None:  # noqa: ASYNC109
    """Like `read`, without holding up the event loop."""
    return await _await(lambda: _read(username(target, slot)), timeout)


async def write_async(
    target: Target,
    secret: Secret,
    slot: Slot = Slot.CURRENT,
    *,
    timeout: float = TIMEOUT,  # noqa: ASYNC109
) -> None:
    """Like `write`, without holding up the event loop."""
    await _await(lambda: _write(username(target, slot), secret), timeout)


async def delete_async(target: Target, *slots: Slot, timeout: float = TIMEOUT) -> None:  # noqa: ASYNC109
    """Like `delete`, without holding up the event loop."""
    await _await(lambda: _delete([username(target, slot) for slot in slots or tuple(Slot)]), timeout)


async def journal_key(scope: str, fresh: Secret | None = None, *, timeout: float = TIMEOUT) -> Secret | None:  # noqa: ASYNC109
    """The key of the journal's values for one database (`scope`). Where there is none, `fresh` is kept and given back.

    Two consoles that want one at the same time get the same. KeyringProblem if the keyring cannot say, or keep it.
    """
    return await _await(lambda: _journal_key(f"journal/{quote(scope, safe='')}", fresh), timeout)


# ---- one call after the other, in a thread that no exit waits for


class _Errands:
    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._running: Future[Any] | None = None
        self._stuck: Future[Any] | None = None

    def send(self, job: Callable[[], T]) -> Future[T]:
        """Have the job done after those before it. KeyringProblem at once if one of them got no answer in its time."""
        if self._stuck is not None and not self._stuck.done():
            raise _silent("It has not answered the request before this one.")
        future: Future[T] = Future()
        self._jobs.put((future, job))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="greenroom-keyring")
                self._thread.start()
        return future

    def give_up(self, future: Future[Any]) -> None:
        """Its time is over. Whatever holds the thread, this or another: nothing is sent until a person answered it."""
        future.cancel()
        self._stuck = self._running

    def _work(self) -> None:
        while True:
            future, job = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            self._running = future
            try:
                future.set_result(job())
            except BaseException as error:  # handed over whole to whoever waits
                future.set_exception(error)


_errands = _Errands()


def _wait(job: Callable[[], T], seconds: float) -> T:
    future = _errands.send(job)
    try:
        return future.result(seconds)
    except TimeoutError:
        _errands.give_up(future)
        raise _silent(f"It gave no answer in {seconds:g} seconds.") from None
    except KeyboardInterrupt:
        future.cancel()
        raise


async def _await(job: Callable[[], T], seconds: float) -> T:
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def wake(_: Future[T]) -> None:
        with suppress(RuntimeError):  # the loop may be gone before a person has answered
            loop.call_soon_threadsafe(done.set)

    future = _errands.send(job)
    future.add_done_callback(wake)
    try:
        async with asyncio.timeout(seconds):
            await done.wait()
        return future.result()
    except TimeoutError:
        _errands.give_up(future)
        raise _silent(f"It gave no answer in {seconds:g} seconds.") from None
    except asyncio.CancelledError:
        future.cancel()
        raise


def _silent(why: str) -> KeyringProblem:
    return KeyringProblem(
        Trouble.SILENT,
        "The keyring does not answer.",
        f"{why} It may wait for you to unlock it, on a screen that you do not see.",
    )


# ---- inside the thread


def _read(name: str) -> Secret | None:
    found = _ask(lambda backend: backend.get_password(SERVICE, name))
    return Secret(found) if found else None


def _write(name: str, secret: Secret) -> None:
    _ask(lambda backend: backend.set_password(SERVICE, name, secret.reveal()))
    if _read(name) != secret:
        raise KeyringProblem(Trouble.FAILED, "The keyring did not keep the password.", "It gives back another one.")


def _journal_key(name: str, fresh: Secret | None) -> Secret | None:
    if fresh is None:
        return _read(name)
    with locked(private(state_dir()) / "journal-keys"):
        if (kept := _read(name)) is None:
            _write(name, fresh)
        return kept or fresh


def _delete(names: list[str]) -> None:
    from keyring.errors import PasswordDeleteError

    def forget(backend: KeyringBackend) -> None:
        for name in names:
            if backend.get_password(SERVICE, name) is None:
                continue
            try:
                backend.delete_password(SERVICE, name)
            except PasswordDeleteError as error:
                raise KeyringProblem(
                    Trouble.FAILED, "The keyring did not forget the password.", visible(str(error))
                ) from None

    _ask(forget)


def _ask(question: Callable[[KeyringBackend], T]) -> T:
    from keyring.errors import InitError, KeyringLocked

    backend = _backend()
    try:
        return question(backend)
    except KeyringProblem:
        raise
    except (KeyringLocked, InitError) as error:
        raise KeyringProblem(
            Trouble.LOCKED, "The keyring is locked.", visible(str(error)), f"Unlock it and try again. {OTHERS}"
        ) from None
    except Exception as error:  # a backend raises what the library beneath it raises
        reason = visible(str(error)) or type(error).__name__
        dismissed = "dismiss" in reason.lower() or "lock" in type(error).__name__.lower()
        trouble = Trouble.LOCKED if dismissed else Trouble.FAILED
        what = "The keyring is locked." if dismissed else "The keyring refused."
        raise KeyringProblem(trouble, what, reason) from None


def _backend() -> KeyringBackend:
    import keyring

    chosen = keyring.get_keyring()
    candidates: list[KeyringBackend] = list(getattr(chosen, "backends", ())) or [chosen]
    modules = [type(candidate).__module__ for candidate in candidates]
    for candidate, module in zip(candidates, modules, strict=True):
        if not _is_absent(module) and not _is_unsafe(module):
            return candidate
    if unsafe := [module for module in modules if _is_unsafe(module)]:
        raise KeyringProblem(
            Trouble.UNSAFE,
            "The keyring that is set up writes passwords into a file.",
            f"It is {visible(unsafe[0])}, which is not used.",
        )
    raise KeyringProblem(
        Trouble.ABSENT, "There is no keyring here.", "No Secret Service, KWallet or Keychain was found."
    )


def _is_absent(module: str) -> bool:
    return module in {"keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer"}


def _is_unsafe(module: str) -> bool:
    # keyrings.alt keeps plain files, or asks for its own password on a terminal that is not its to use.
    return module.startswith(("keyrings.alt", "keyrings.cryptfile"))
