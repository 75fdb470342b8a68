"""From a version on the screen to what can be done with it: which operations are offered, and the way of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from console.changesets.fetched import write_fetched
from console.changesets.folders import read_folder
from console.changesets.migration import Folder
from console.changesets.new import Kind, new_migration, write_migration
from console.core.blocking import in_daemon
from console.core.present import visible
from console.core.target import Access, Target
from console.core.unknown import Unknown
from console.errors import Problem
from console.guard.operation import Operation
from console.migrations.afterwards import look_after
from console.migrations.check import is_sql
from console.migrations.drift import drift_of_target
from console.migrations.dry_run import DryRun
from console.migrations.gathering import gather, told_of
from console.migrations.history import read_statements
from console.migrations.matrix import read_matrix
from console.migrations.offered import operation_on, renumbered_on
from console.migrations.page_blocks import drift_blocks, dry_run_blocks, matrix_blocks, plan_blocks
from console.migrations.rehearsed import rehearsal, tried_back
from console.migrations.rollback import rollback_operation
from console.migrations.screen_drift import DriftPage
from console.migrations.status import State, Status, Version, read_status
from console.migrations.tried import try_on_scratch
from console.widgets.blocks import Block, Heading, Words
from console.widgets.choice import Choice, Item
from console.widgets.detail_page import DetailPage
from console.widgets.prompt import Prompt
from console.widgets.text import Tone, cell
from console.widgets.told import Told
from console.widgets.working import Working

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.database.opening import Link
    from console.database.session import Database

T = TypeVar("T")
SECONDS = 30
"""What listing a folder may take: one on a network that has gone must not hold the screen."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be done with the versions that are shown, on the open target."""

    console: GreenroomApp
    folders: Sequence[Folder]
    status: Status | None

    # -- what is offered -----------------------------------------------------------------------------------------

    def items(self, version: Version | None) -> Sequence[Item]:
        """Every operation, with the reason where it is not offered."""
        others = [Item(f"folder {each.path}", f"Show {each.path}", each.tool.value) for each in self.folders]
        several = others if len(others) > 1 else []
        if self.status is None:
            return several
        closed, foreign = self._closed(), self._foreign()
        no_sql = "" if is_sql(self.status.folder) else foreign
        found = [Item("new", "Write a new migration", "a file; nothing is sent", why_not=foreign)]
        if version is not None:
            found = [*self._of(version, closed, foreign), *found]
        return [
            *found,
            Item("plan", "Plan all that is pending", "reads only", why_not=no_sql),
            Item("dry-run", "Dry run on a scratch database", "nothing is sent to this target", why_not=no_sql),
            Item("rehearse", "Dry run on this target", "dangerous: real locks, taken back", why_not=closed or foreign),
            Item("drift", "Compare the schema with what the files make", "reads only", why_not=no_sql),
            Item("matrix", "Versions on every target", "reads only"),
            *several,
        ]

    def _of(self, version: Version, closed: str, foreign: str) -> list[Item]:
        label = visible(version.label)
        pending = version.state.is_pending or (version.state is State.FAILED and version.file is not None)
        why_apply = closed or foreign or ("" if pending else f"it is {version.state.value}")
        applied = version.state is State.APPLIED
        why_back = closed or foreign or ("" if applied else f"it is {version.state.value}")
        missing = version.row is not None and version.file is None
        return [
            Item("apply", f"Apply all up to {label}", "careful or dangerous: the plan says", why_not=why_apply),
            Item("rollback", f"Take {label} back", "dangerous", why_not=why_back),
            Item("try-rollback", f"Try taking {label} back", "dangerous: real locks, taken back", why_not=why_back),
            Item(
                "mark-applied",
                f"Mark {label} as applied",
                "careful: the history alone",
                why_not=closed or foreign or ("it is applied" if applied else ""),
            ),
            Item(
                "mark-reverted",
                f"Mark {label} as not applied",
                "careful: the history alone",
                why_not=closed or foreign or ("" if version.row is not None else "it is not in the history"),
            ),
            Item(
                "mark-renumbered",
                f"Renumber {label} in the history",
                "careful: the history alone",
                why_not=closed or foreign or ("" if version.state is State.RENUMBERED else "it has its number there"),
            ),
            Item(
                "fetch",
                f"Write the file of {label} from the history",
                "a file; nothing is sent",
                why_not="" if missing else "its file is here" if version.file else "it is not in the history",
            ),
        ]

    def _closed(self) -> str:
        target = self.console.current
        if target is None:
            return "no target is open"
        return "" if target.access is Access.GUARDED else f"{target.name} is read-only"

    def _foreign(self) -> str:
        tool = self.status.folder.tool if self.status else None
        return f"{tool.value} is shown only" if tool and not tool.driven else ""

    # -- doing it ------------------------------------------------------------------------------------------------

    async def perform(self, key: str, version: Version | None) -> bool:
        """Do what was chosen. True if something was changed. Runs in a worker: it waits for dialogs."""
        if self.status is None or self.console.current is None:
            return False
        try:
            # A key of the list comes here too, without the list of operations having been looked at.
            if why := next((item.why_not for item in self.items(version) if item.key == key), ""):
                raise Problem("It is not offered here.", f"{why[:1].upper()}{why[1:]}.")
            return await self._perform(key, await self._as_it_is(self.status), version)
        except Problem as problem:
            words = (Heading(cell(problem.what, bold=True)), Words((cell(problem.why), (), cell(problem.remedy))))
            await self.console.push_screen_wait(Told("Not possible", words))
            return False

    async def _as_it_is(self, status: Status) -> Status:
        """With the folder as it is now: files come and go while the list is looked at."""
        folder = await in_daemon(lambda: read_folder(status.folder.path, status.folder.tool), timeout=SECONDS)
        return replace(status, folder=folder)

    async def _perform(self, key: str, status: Status, version: Version | None) -> bool:
        match key:
            case "plan":
                return await self._plan(status)
            case "drift":
                return await self._drift(status)
            case "dry-run":
                return await self._dry_run(status)
            case "rehearse":
                return await self._carried(lambda link: self._rehearsal(link, status))
            case "matrix":
                return await self._matrix(status)
            case "new":
                return await self._new(status.folder)
        if version is None:
            return False
        match key:
            case "apply":
                return await self._apply(status, version)
            case "rollback":
                return await self._carried(lambda link: self._rollback(link, status, version))
            case "try-rollback":
                return await self._carried(lambda link: self._tried_back(link, status, version))
            case "fetch":
                return await self._fetch(status, version)
            case "mark-renumbered":
                return await self._carried(lambda link: renumbered_on(link, status.folder, [version.version]))
        return await self._carried(
            lambda link: operation_on(link, status.folder, [version.version], applied=key == "mark-applied")
        )

    async def _carried(self, make: Callable[[Link], Awaitable[Operation]]) -> bool:
        link = await self._link()
        return await self.console.carry_out(await make(link))

    async def _link(self) -> Link:
        target = self.console.current
        if target is None:
            raise Problem("No target is open.")
        return await self.console.contacts.link(target)

    async def _apply(self, status: Status, version: Version) -> bool:
        link = await self._link()
        every = version.state is State.OUT_OF_ORDER
        last = version.version or version.label
        work = gather(link.database, link.target, status.folder, upto=last, include_all=every, access=True)
        found = await self._working("Reading the plan", lambda _: work)
        if found is None:
            return False
        done = await self.console.carry_out(found.operation())
        if done:
            said = await self._working(
                "Looking what it did", lambda tell: look_after(link.database, found, watch=tell)
            ) or ("? NOT CHECKED: it was stopped. d compares the schema.",)
            await self.console.push_screen_wait(
                Told("Applied", [Words([cell(words, _tone(words), limit=600) for words in said])])
            )
        return True  # what was committed of it stays, also where it stopped

    async def _rehearsal(self, link: Link, status: Status) -> Operation:
        found = await gather(link.database, link.target, status.folder, include_all=True, check=False)
        return rehearsal(found.pending, found.status.history, found.sizes)

    async def _rollback(self, link: Link, status: Status, version: Version) -> Operation:
        told = await told_of(link.target)
        fresh = await read_status(link.database, status.folder, told.ours)
        return rollback_operation(fresh, version.version or version.label)

    async def _tried_back(self, link: Link, status: Status, version: Version) -> Operation:
        return tried_back(await self._rollback(link, status, version))

    async def _fetch(self, status: Status, version: Version) -> bool:
        link = await self._link()
        async for each in read_statements(link.database, status.history, [version.version]):
            if isinstance(each, Unknown):
                raise Problem("What was applied cannot be read.", each.reason, each.remedy)
            path = write_fetched(status.folder, version.version, version.name, each[1])
            self.console.notify(f"Written: {visible(path.name)}")
            return True
        raise Problem(f"The history keeps no statements of {version.label}.", "There is nothing to write.")

    async def _new(self, folder: Folder) -> bool:
        items = [Item(kind.value, kind.summary) for kind in Kind]
        kind = await self.console.push_screen_wait(Choice("A new migration", items))
        if kind is None:
            return False
        name = await self.console.push_screen_wait(Prompt("A new migration", "What does it do, in a few words?"))
        if not name:
            return False
        written = new_migration(folder, name, Kind(kind))
        self.console.notify(
            f"Written: {', '.join(visible(path.name) for path in written)}. ctrl+e opens the folder's files."
        )
        return True

    # -- pages ---------------------------------------------------------------------------------------------------

    async def _plan(self, status: Status) -> bool:
        link = await self._link()
        work = gather(link.database, link.target, status.folder, include_all=True, access=True)
        found = await self._working("Reading the plan", lambda _: work)
        if found is not None:
            self._page("Plan", plan_blocks(found))
        return False

    async def _drift(self, status: Status) -> bool:
        link = await self._link()
        told = await told_of(link.target)
        found = await self._working(
            "Comparing the schema", lambda tell: drift_of_target(status.folder, link.database, told, watch=tell)
        )
        if found is not None:
            writes = bool(found.adopt.strip()) and status.folder.tool.driven
            remark = f"Written from {visible(link.target.name)}, which has it already: mark it there as applied."
            write = partial(write_migration, status.folder, sql=found.adopt, remark=remark) if writes else None
            self.console.push_screen(DriftPage(("Migrations", "Drift"), drift_blocks(found), write))
        return False

    async def _dry_run(self, status: Status) -> bool:
        link = await self._link()

        async def run(tell: Callable[[str], None]) -> DryRun:
            plain = await gather(link.database, link.target, status.folder, include_all=True, check=False)
            if not plain.pending:
                raise Problem("Nothing is pending.", "There is nothing to try.")
            return await try_on_scratch(link.database, plain, tell)

        found = await self._working("Dry run on scratch", run)
        if found is not None:
            self._page("Dry run", dry_run_blocks(found))
        return False

    async def _matrix(self, status: Status) -> bool:
        contacts = self.console.contacts
        targets = [each.target for each in contacts.by_name.values()]
        ways = [(each.name, partial(self._reading, each)) for each in targets]
        ours = {each.name: (await told_of(each)).ours for each in targets}
        found = await self._working("Reading every target", lambda _: read_matrix(status.folder, ways, ours))
        if found is not None:
            self._page("Targets", matrix_blocks(found))
        return False

    @asynccontextmanager
    async def _reading(self, target: Target) -> AsyncIterator[Database]:
        """The console's own way to a target, which stays open behind it."""
        yield (await self.console.contacts.link(target)).database

    def _page(self, title: str, blocks: Sequence[Block]) -> None:
        self.console.push_screen(DetailPage(("Migrations", title), blocks))

    async def _working(self, title: str, work: Callable[[Callable[[str], None]], Awaitable[T]]) -> T | None:
        """What `work` gives, while a dialog says what it is at; None where a person stopped it."""

        def stop() -> bool:
            return task.cancel()

        working = Working(title, stop)
        task = asyncio.ensure_future(work(lambda word: working.tell("working", visible(word))))
        await self.console.push_screen(working)
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            return None
        finally:
            await working.dismiss(None)


def _tone(words: str) -> Tone:
    """The colour of a sentence that says its state with its first character."""
    return {"●": Tone.FINE, "▲": Tone.LOOK, "✖": Tone.WRONG, "?": Tone.UNKNOWN}.get(words[:1], Tone.DIM)
