"""The SQLite file of the local record: opened, grown and written. It knows rows and not what they mean.

It stands in the state folder beside the journal, with the same care: private, never on a network file system, one
writer at a time. Unlike the journal it may be lost: nothing that is done to a server waits for it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from console.core.atomic import locked
from console.core.blocking import in_daemon
from console.core.places import state_dir
from console.core.present import visible
from console.database.sql import load, sql_folder
from console.errors import Problem
from console.guard.journal_place import JournalProblem, prepare

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

FILE = "health.sqlite"
VERSION = 1
APPLICATION = 1198681672
BUSY_SECONDS = 5.0
_PATIENCE = 60.0


class RecordProblem(Problem):
    """The local record cannot be written or read. Nothing else is hindered by that (exit 2)."""


class RecordFile:
    """One record, by default this user's. It is opened by the first job, and again when somebody took it away."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_dir() / FILE
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None

    async def ask(self, job: Job[T]) -> T:
        """What the job gives back, run off the event loop. RecordProblem for whatever SQLite complains of."""
        try:
            return await in_daemon(lambda: self.run(job), timeout=_PATIENCE)
        except TimeoutError:
            raise RecordProblem("The record of health does not answer.", f"{_place(self.path)}: a slow disk.") from None

    async def read(self, job: Job[T], otherwise: T) -> T:
        """The same, or `otherwise` where there is no file yet: reading makes none."""
        return await self.ask(job) if self.path.exists() else otherwise

    def run(self, job: Job[T]) -> T:
        """The same in this thread."""
        with self._lock:
            try:
                connection = self._current()
                with suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.rollback()
                return job(connection)
            except sqlite3.Error as error:
                self._drop()
                raise explained(error, self.path) from None

    def close(self) -> None:
        """Close the file. It may be used again."""
        with self._lock:
            self._drop()

    @property
    def octets(self) -> int:
        """What it takes on the disk, with the log beside it."""
        names = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(each.stat().st_size for each in names if each.exists())

    def _current(self) -> sqlite3.Connection:
        if self._connection is not None and self._inode != _inode(self.path):
            self._drop()  # somebody took the file away: rows written now would be in a file that nobody finds
        if self._connection is None:
            try:
                prepare(self.path)
            except JournalProblem as problem:  # it speaks of the journal, which stands in the same folder
                what = problem.what.replace("The journal", "The record of health")
                raise RecordProblem(what, problem.why, problem.remedy) from None
            with locked(self.path):
                self._connection = _open(self.path)
            self._inode = _inode(self.path)
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that holds the right to write from its beginning."""
    connection.execute(statement("begin"))
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(sqlite3.Error):
            connection.rollback()
        raise


@cache
def statement(name: str) -> str:
    """The text of sql/record/NAME.sql."""
    return load(f"record/{name}").text


def explained(error: sqlite3.Error, path: Path) -> RecordProblem:
    """SQLite's complaint in words."""
    name = str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
    remedy = "Make room there, or set GREENROOM_STATE_DIR to another folder."
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        remedy = "Move it away: a new one is begun. What it knew of the past is in the old one."
    return RecordProblem(
        "The record of health cannot be used.", f"{_place(path)}: {visible(str(error))} ({name}).", remedy
    )


def _place(path: Path) -> str:
    return visible(str(path))


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        version = _version(connection, path)
        for name in _names("open"):
            connection.execute(statement(name)).fetchall()
        for number in range(version + 1, VERSION + 1):
            with writing(connection):
                for name in _names(f"schema/{number}"):
                    connection.execute(statement(name)).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema's version, 0 of a new file. RecordProblem for a file that is not ours or newer than we are."""
    application = int(connection.execute(statement("application")).fetchone()[0])
    version = int(connection.execute(statement("version")).fetchone()[0])
    empty = application == 0 and version == 0 and connection.execute(statement("objects")).fetchone()[0] == 0
    if not empty and application != APPLICATION:
        raise RecordProblem(
            "The record of health cannot be used.", f"{_place(path)} is another program's file.", "Move it away."
        )
    if version > VERSION:
        raise RecordProblem(
            "The record of health cannot be used.",
            f"{_place(path)} was written by a newer greenroom.",
            "Use that one, or set GREENROOM_STATE_DIR to another folder.",
        )
    return version


@cache
def _names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(f"{folder}/{path.stem}" for path in (sql_folder() / "record" / folder).glob("*.sql")))
