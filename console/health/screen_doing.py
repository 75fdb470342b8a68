"""From what a view offers to the menu, and from the menu to the guard, or into a migration file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from console.core.blocking import in_daemon
from console.core.present import visible
from console.core.target import Access, Environment, Target
from console.errors import Problem
from console.health.screen_view import Doing
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt
from console.widgets.working import Working

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.guard.operation import Operation

_LOOK_EVERY = 1.0
_HERE, _FILE = "here", "file"


class Doings:
    """What was offered last, by the key of its entry in the menu."""

    def __init__(self) -> None:
        self._offered: dict[str, Doing] = {}

    def items(self, console: GreenroomApp, offered: Sequence[Doing]) -> Sequence[Item]:
        """The entries of the menu; on a read-only target greyed, with the reason."""
        target = console.current
        closed = "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
        self._offered = {each.id: each for each in offered}
        return [Item(each.id, each.title, each.note, why_not=each.why_not or closed) for each in offered]

    async def perform(self, console: GreenroomApp, key: str) -> bool:
        """Hand one over to the guard, or write it into a file. True if it was done to the database."""
        from console.guard.offers import offer

        target, doing = console.current, self._offered.get(key)
        if target is None or doing is None:
            return False
        try:
            arguments = await _asked(console, doing)
            if arguments is None:
                return False
            link = await console.contacts.link(target)
            operation = await offer(doing.name).operation(link, doing.key, arguments)
            where = await _where(console, target, operation)
            if where == _FILE:
                await _write(console, target, operation)
            if where != _HERE:
                return False
        except Problem as problem:
            console.notify(str(problem), severity="error", timeout=8)
            return False
        return await watched(console, console.carry_out(operation))


async def _asked(console: GreenroomApp, doing: Doing) -> Mapping[str, str] | None:
    """Its arguments with what a person gives, None where nothing was given."""
    given = dict(doing.arguments)
    for name, question in doing.asks:
        answer = await console.push_screen_wait(Prompt(doing.title, question))
        if answer is None:
            return None
        given[name] = answer.strip()
    return given


async def _where(console: GreenroomApp, target: Target, operation: Operation) -> str | None:
    """Whether it is run here; a change of the schema can be a migration, on production that stands first."""
    if operation.in_file is None:
        return _HERE
    run = Item(_HERE, "Run it here", "plan, confirm, run")
    write = Item(_FILE, "Write it as a migration", "nothing is sent: it is applied as the others are")
    items = (write, run) if target.environment is Environment.PRODUCTION else (run, write)
    return await console.push_screen_wait(Choice(f"{operation.title} {operation.subject}", items))


async def _write(console: GreenroomApp, target: Target, operation: Operation) -> None:
    """Into the target's folder of migrations, or the one of the working folder."""
    from console.changesets.folders import one_folder
    from console.guard.migration_file import write_operation

    named: Path | None = console.config.migration_folders.get(target.name)
    folder = await in_daemon(partial(one_folder, named), timeout=60)
    path = await in_daemon(partial(write_operation, operation, folder), timeout=60)
    console.notify(f"Written: {visible(str(path))}. Nothing was sent; 2 shows it.", timeout=8)


async def watched(console: GreenroomApp, doing: Awaitable[bool]) -> bool:
    """Carry something out, and while it runs say how far the server is with it."""
    watching = asyncio.ensure_future(_watch(console))
    try:
        return await doing
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(console: GreenroomApp) -> None:
    """The commands of our own sessions, in the dialog that stands while they run."""
    from console.database.connect import APPLICATION
    from console.health.activity import read_activity
    from console.health.cells import Paces, progress_lines

    paces = Paces()
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        working = console.screen
        if not isinstance(working, Working):
            continue
        try:
            activity = await read_activity(await console.database())
        except Problem:
            continue  # who runs it says what went wrong
        paces.look(activity.commands)
        commands = activity.commands if isinstance(activity.commands, tuple) else ()
        ours = {each.pid for each in activity.sessions if each.application == APPLICATION}
        mine = [each for each in commands if each.pid in ours]
        working.show_more([line for each in mine for line in progress_lines(each, activity.session(each.pid), paces)])
