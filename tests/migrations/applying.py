"""Files written into a folder and applied on a database, with what is said of it. Shared by tests of applying."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from console.changesets.folders import read_folder
from console.changesets.migration import Folder
from console.guard.operation import Operation
from console.guard.outcome import Outcome
from console.guard.transaction import Stage
from console.migrations.ours import Told, read_told
from console.migrations.preparing import Prepared, prepare
from console.migrations.status import State, Version, read_status
from tests.guard.console import Console, console, identity_of
from tests.servers import Database

HISTORY = "supabase_migrations.schema_migrations"


def written(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder, with these files in it."""
    path.mkdir(exist_ok=True, parents=True)
    for name, text in files.items():
        (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@dataclass(slots=True)
class Ground:
    """A folder of migrations, a database, and a console on it."""

    on: Console
    path: Path
    database: Database
    said: list[tuple[Stage, str]] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        return read_folder(self.path)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        written(self.path, files)

    async def told(self) -> Told:
        """What the journal says of it."""
        return await read_told(self.on.journal, self.on.target.name)

    async def prepared(self) -> Prepared:
        return await prepare(self.on.link.database, self.on.target, self.folder, await self.told())

    async def apply(self, files: Mapping[str, str | bytes] | None = None, *, lock_seconds: float = 0) -> Outcome:
        """Apply what is pending. With `lock_seconds` that is how long a transaction waits for a lock."""
        self.write(files or {})
        operation = (await self.prepared()).operation()
        if lock_seconds:
            operation = impatient(operation, lock_seconds)
        self.said.clear()
        return await self.on.do(operation, progress=lambda stage, words: self.said.append((stage, words)))

    async def versions(self) -> tuple[Version, ...]:
        versions = (await read_status(self.on.link.database, self.folder, (await self.told()).ours)).versions
        assert isinstance(versions, tuple), versions
        return versions

    async def states(self) -> dict[str, State]:
        return {each.version: each.state for each in await self.versions()}

    def recorded(self) -> list[str]:
        """The versions that the history has."""
        if self.database.psql(f"select to_regclass('{HISTORY}') is null") == "t":
            return []
        return self.database.psql(f"select version from {HISTORY} order by 1").split()

    def wait_until(self, question: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while self.database.psql(question) != "t":
            assert time.monotonic() < deadline, question
            time.sleep(0.02)

    def there(self, relation: str) -> bool:
        return self.database.psql(f"select to_regclass('{relation}') is not null") == "t"


def impatient(operation: Operation, seconds: float) -> Operation:
    """The same, waiting for locks no longer than that."""
    assert operation.batch
    parts = tuple(replace(part, lock_seconds=seconds) if part.lock_seconds else part for part in operation.batch.parts)
    return replace(operation, batch=replace(operation.batch, parts=parts))


@asynccontextmanager
async def applying(database: Database, folder: Path) -> AsyncIterator[Ground]:
    """A ground on a database; the journal stands in the folder, the files below it."""
    async with console(database.params, folder, identity=identity_of(database)) as on:
        yield Ground(on, written(folder / "supabase" / "migrations", {}), database)
