"""The SQLite file of the journal: opened, grown and written in one thread. It knows rows and not what they mean.

The thread is a daemon: a disk that does not answer holds up neither the screen nor the exit. What was handed to it is
done, also when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from console.core.atomic import locked
from console.core.present import visible
from console.database.sql import load, sql_folder
from console.guard.journal_chain import FIRST, row_hash
from console.guard.journal_place import JournalProblem, prepare

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

VERSION = 1
APPLICATION = 1198681674
BUSY_SECONDS = 10.0
"""How long another console may hold the journal before we say so. A write takes milliseconds."""

_NOTHING = "Nothing is sent to a server without it."


class JournalFile:
    """One journal. It is opened by the first job, and again after a failure to open."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy = busy_seconds
        self._jobs: queue.SimpleQueue[Callable[[], bool]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None

    async def ask(self, job: Job[T]) -> T:
        """What the job gives back, run after those before it. JournalProblem for whatever SQLite complains of."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if waiter.done():
                return
            if error is not None:
                waiter.set_exception(error)
            else:
                waiter.set_result(result)  # type: ignore[arg-type]

        def work() -> bool:
            try:
                result, error = self._run(job), None
            except BaseException as raised:  # handed over whole, whatever it is
                result, error = None, raised
            with suppress(RuntimeError):  # the loop may be gone
                loop.call_soon_threadsafe(settle, result, error)
            return True

        self._send(work)
        return await waiter

    def close(self, timeout: float = 5.0) -> None:
        """Do what is still to be done, and close the file. Waits for it so many seconds; it may be used again."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(self._stop)
            thread.join(timeout)

    def _send(self, work: Callable[[], bool]) -> None:
        with self._lock:
            self._jobs.put(work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="greenroom-journal")
                self._thread.start()

    def _work(self) -> None:
        while self._jobs.get()():
            pass

    def _stop(self) -> bool:
        self._drop()
        return False

    def _run(self, job: Job[T]) -> T:
        try:
            connection = self._current()
            with suppress(sqlite3.Error):
                if connection.in_transaction:  # a rollback that failed with its disk
                    connection.rollback()
            return job(connection)
        except sqlite3.Error as error:
            if not isinstance(error, sqlite3.IntegrityError):
                self._drop()
            raise explained(error, self.path) from None

    def _current(self) -> sqlite3.Connection:
        if self._connection is not None:
            try:
                status = os.stat(self.path)
                same = (status.st_dev, status.st_ino) == self._inode
            except OSError:
                same = False
            if not same:  # somebody took the file away: rows written now would be in a file that nobody finds
                self._drop()
        if self._connection is None:
            prepare(self.path)
            with locked(self.path):
                self._connection = _open(self.path, self._busy)
            status = os.stat(self.path)
            self._inode = (status.st_dev, status.st_ino)
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that holds the right to write from its beginning; on the disk when the block has ended well."""
    connection.execute(statement("begin"))
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(sqlite3.Error):
            connection.rollback()
        raise


def append(connection: sqlite3.Connection, row: Mapping[str, Any], number: int, previous: str) -> None:
    """Add a row, inside of `writing`, behind the one that `head` told of."""
    values = {**row, "id": number, "previous": previous}
    connection.execute(statement("append"), {**values, "hash": row_hash(values)})


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the last row; 0 and zeros where there is none."""
    found = connection.execute(statement("head")).fetchone()
    return (int(found[0]), str(found[1])) if found else (0, FIRST)


@cache
def statement(name: str) -> str:
    """The text of sql/journal/NAME.sql."""
    return load(f"journal/{name}").text


def explained(error: sqlite3.Error, path: Path) -> JournalProblem:
    """SQLite's complaint in words. It never says what was to be written."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    place = visible(str(path))
    room = "Make room there, or set GREENROOM_STATE_DIR to another folder."
    if name == "SQLITE_FULL":
        why, remedy = f"The disk that {place} is on is full.", room
    elif name.startswith("SQLITE_BUSY") or name.startswith("SQLITE_LOCKED"):
        why, remedy = f"Another process has held {place} for too long.", "Close it and try again."
    elif name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        why, remedy = f"{place} and its folder cannot be written.", "Mend its owner and mode, or its file system."
    elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        why = f"{place} is damaged, or not a journal."
        remedy = "Keep a copy of it and of what stands beside it, move it away, and look at the disk."
    elif name.startswith("SQLITE_IOERR"):
        why, remedy = f"Reading or writing {place} failed ({name}).", f"Look at the disk. {room}"
    else:
        why, remedy = (
            f"{place}: {visible(str(error))} ({name or type(error).__name__}).",
            "Run greenroom journal verify.",
        )
    return JournalProblem("The journal cannot be used.", f"{why} {_NOTHING}", remedy)


# ---- opening and growing


def _open(path: Path, busy_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        # A damaged text is still to be shown, and found by its hash.
        connection.text_factory = lambda octets: octets.decode("utf-8", "surrogateescape")
        connection.create_function("holds", 2, _holds, deterministic=True)
        version = _version(connection, path)
        for name in _names("open"):
            connection.execute(statement(name)).fetchall()
        if version < VERSION:
            _grow(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema's version, 0 of a new file. JournalProblem for a file that is not ours or newer than we are."""
    application = int(connection.execute(statement("application")).fetchone()[0])
    version = int(connection.execute(statement("version")).fetchone()[0])
    place = visible(str(path))
    empty = application == 0 and version == 0 and connection.execute(statement("objects")).fetchone()[0] == 0
    if not empty and application != APPLICATION:
        raise JournalProblem("The journal cannot be used.", f"{place} is another program's file.", "Move it away.")
    if version > VERSION:
        raise JournalProblem(
            "The journal cannot be used.",
            f"{place} was written by a newer greenroom (schema {version}, this one knows {VERSION}). {_NOTHING}",
            "Use that one, or set GREENROOM_STATE_DIR to another folder.",
        )
    return version


def _grow(connection: sqlite3.Connection, version: int) -> None:
    """Bring the schema to ours, each version in one transaction. The caller holds the lock beside the file."""
    for number in range(version + 1, VERSION + 1):
        with writing(connection):
            for name in _names(f"schema/{number}"):
                connection.execute(statement(name)).fetchall()


@cache
def _names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(f"{folder}/{path.stem}" for path in (sql_folder() / "journal" / folder).glob("*.sql")))


def _holds(body: object, needle: str) -> bool:
    """Whether a value in the document holds the words, whatever their case. `needle` is casefolded."""
    text = str(body)
    written = json.dumps(needle, ensure_ascii=False)[1:-1]
    return written in text.casefold() and any(needle in value.casefold() for value in _texts(json.loads(text)))


def _texts(value: object) -> Iterator[str]:
    match value:
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
        case None | bool():
            return
        case _:
            yield str(value)
