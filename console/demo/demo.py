"""The demo: one local server that is kept between runs, a database for each sample system, and the targets for them.

Only these targets are known as local and guarded without anybody saying so: the server is ours, and so is its data.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from console.core.output import emit_message
from console.core.places import data_dir
from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.demo.loading import Mark, load, present_databases
from console.demo.systems import AS_WRITTEN, FIRST, System, find_system, systems, systems_as_written
from console.errors import UsageProblem
from console.scratch.account import current_account
from console.scratch.binaries import find_binaries
from console.scratch.folders import kept_place
from console.scratch.server import Server, discard

AT_ONCE = 2
"""Systems that are loaded at a time."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo. Its server stops with its last owner: leave the `with` block, or call `stop`.

    The first of `targets` is the one to open. `migrations` are their folders of migrations by the target's name: copies
    beside the data, which may be written to.
    """

    server: Server
    targets: tuple[Target, ...]
    migrations: Mapping[str, Path] = field(default_factory=dict)

    def uri(self, target: Target) -> str:
        """How any client connects to this target."""
        return self.server.uri(target.database)

    def stop(self) -> None:
        """Stop being an owner of the server."""
        self.server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def open_demo(
    *,
    major: int | None = None,
    server_bin: Path | None = None,
    fresh: bool = False,
    scale: int | None = None,
    system: str | None = None,
    as_written: bool = False,
    say: Callable[[str], None] = emit_message,
) -> Demo:
    """The demo, running, with every sample system loaded; what is loaded already is left as it is.

    `major` and `server_bin` choose the Postgres, each major keeps its own data; `fresh` deletes that first. `scale` is
    1 for what is new; a system that is there with another scale raises UsageProblem. `system` names the one whose
    target comes first. `as_written` adds the systems with the mistakes of their descriptions, and opens one of those
    unless another is named. `say` hears of what takes long.
    """
    first = find_system(system or (FIRST + AS_WRITTEN if as_written else FIRST)).name
    wanted = (*systems(), *(systems_as_written() if as_written or first.endswith(AS_WRITTEN) else ()))
    binaries = find_binaries(major, folder=server_bin)
    folder = data_dir() / "demo" / str(binaries.major)
    if fresh:
        discard(folder)
    if not (kept_place(folder, current_account()) / "data").exists():
        say(f"Making the demo server, PostgreSQL {binaries.version}…")
    server = Server.keep(binaries, folder)
    try:
        with _one_at_a_time(server.folder):
            _ensure_all(server, wanted, scale, say)
        targets = tuple(sorted(_targets(server, wanted), key=lambda target: target.database != first))
        places = {each.name: _copy_of(server, each.database) for each in targets}
        return Demo(server, targets, {name: place for name, place in places.items() if place.is_dir()})
    except BaseException:
        server.stop()
        raise


def _ensure_all(server: Server, wanted: Sequence[System], scale: int | None, say: Callable[[str], None]) -> None:
    """Two at a time: each load is one session, and one of them alone leaves the other cores idle."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(_ensure, server, system, scale, say) for system in wanted]:
            done.result()


def _ensure(server: Server, system: System, scale: int | None, say: Callable[[str], None]) -> None:
    found = present_databases(server).get(system.name)
    if found and found.mark:
        _accept(found.mark, system, scale, say)
        if found.mark.version == system.version and not _copy_of(server, system.name).exists():
            _copy(server, system)
        return
    say(f"Making the demo database {system.name} ({system.title})…")
    load(server, system.name, system.name, scale or 1)
    _copy(server, system)


def _copy_of(server: Server, name: str) -> Path:
    return server.folder / "systems" / name / "migrations"


def _copy(server: Server, system: System) -> None:
    """The system's migrations beside its data: files that are written there belong to the demo, not to greenroom."""
    if not system.migrations.files:
        return
    place = _copy_of(server, system.name)
    shutil.rmtree(place.parent, ignore_errors=True)
    half = place.with_name("copying")
    shutil.copytree(system.migrations.path, half)
    half.rename(place)


def _accept(mark: Mark, system: System, scale: int | None, say: Callable[[str], None]) -> None:
    if scale not in (None, mark.scale):
        raise UsageProblem(
            f"The demo database {system.name} is there already, at scale {mark.scale}.",
            "It was left as it is: what you changed in it would be lost.",
            "Leave --scale out, or add --fresh to make it new.",
        )
    if mark.version != system.version:
        say(f"The demo database {system.name} was made by another version of greenroom. --fresh makes it new.")


def _targets(server: Server, wanted: Sequence[System]) -> tuple[Target, ...]:
    present = present_databases(server)
    return tuple(
        Target(
            name=system.name.replace("_", "-"),
            host=server.host,
            port=server.port,
            database=system.name,
            user=server.user,
            environment=Environment.LOCAL,
            access=Access.GUARDED,
            secret=SecretSource.NONE,
            tls=Tls.OFF,
            default_area=system.default_area,
            identity=Identity(present[system.name].system_identifier, int(present[system.name].oid)),
            saved=False,
        )
        for system in wanted
    )


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two consoles that start together share the server; only one of them may load it."""
    lock = os.open(folder / "load.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
