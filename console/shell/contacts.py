"""What we know of each target from having asked it: once in a while, with one connection each, never in a hurry.

Home shows it, and the banner. A refused password is not tried again; a target that does not answer is asked less often.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from console.core.blocking import in_daemon
from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.errors import ConnectionProblem, Problem
from console.logs import log_failure

if TYPE_CHECKING:
    from console.core.secret import Secret
    from console.database.opening import Link
    from console.database.pooler import Pooler
    from console.database.server import Overview

LONGEST_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class Contact:
    """The last thing that was seen of a target: an overview, a problem, or nothing yet. Times are monotonic."""

    target: Target
    overview: Overview | None = None
    problem: Problem | None = None
    pooler: Pooler | None = None
    seen_at: float | None = None
    asking: bool = False
    failures: int = 0
    next_at: float = 0.0
    serial: int = 0
    """Another one for another target under the same name: what is heard of the old one is not said of the new."""

    @property
    def is_other_database(self) -> bool:
        """Whether the address leads to another database than the first time."""
        seen = self.overview.identity if self.overview else None
        return self.target.identity is not None and isinstance(seen, Identity) and seen != self.target.identity


class Contacts:
    """All targets and the ways to them. `changed` is called with a target's name whenever its contact is another."""

    def __init__(
        self,
        targets: tuple[Target, ...],
        read_secret: Callable[[Target], Awaitable[Secret | None]],
        changed: Callable[[str], None],
        remember: Callable[[Target], None],
    ) -> None:
        self._read_secret = read_secret
        self._changed = changed
        self._remember = remember
        self._links: dict[str, Link] = {}
        self._serials = count(1)
        self.by_name: dict[str, Contact] = {target.name: Contact(target) for target in targets}

    async def link(self, target: Target) -> Link:
        """The way to a target. The driver is imported here, off the loop, after the first paint."""
        opening = await in_daemon(_import_opening, timeout=60)
        link = self._links.get(target.name)
        if link is None or replace(link.target, identity=None) != replace(target, identity=None):
            self._links[target.name] = opening.Link(target, self._read_secret, _open_tunnel)
            if link is not None:  # the way to what had this name before
                await link.close()
        return self._links[target.name]

    async def ask(self, name: str, *, every: float) -> None:
        """Ask one target for its overview, unless somebody asks already or it is not its time."""
        contact = self.by_name.get(name)
        if contact is None or contact.asking or time.monotonic() < contact.next_at:
            return
        self._set(name, asking=True)
        try:
            await self._ask(contact, every)
        except Exception as error:  # a mistake of ours must not look like a target that is still connecting
            log_failure(error)
            ours = Problem("Something in greenroom went wrong.", type(error).__name__, "Start with --debug: the log.")
            if self._is_still(contact):
                self._set(name, problem=ours, next_at=time.monotonic() + LONGEST_PAUSE)
        finally:
            if self._is_still(contact):
                self._set(name, asking=False)

    def _is_still(self, contact: Contact) -> bool:
        """Whether the target was neither edited nor removed meanwhile."""
        now = self.by_name.get(contact.target.name)
        return now is not None and now.serial == contact.serial

    async def _ask(self, contact: Contact, every: float) -> None:
        name = contact.target.name
        try:
            link = await self.link(contact.target)
            server = await in_daemon(_import_server, timeout=60)
            overview = await server.read_overview(link.database)
            pooler = contact.pooler or await self._pooler(link, overview)
            await link.database.trim()
        except Problem as problem:
            if not self._is_still(contact):
                return
            failures = self.by_name[name].failures + 1
            refused = isinstance(problem, ConnectionProblem) and problem.refused
            pause = float("inf") if refused else min(LONGEST_PAUSE, every * 2**failures)
            self._set(name, problem=problem, failures=failures, next_at=time.monotonic() + pause)
            return
        if self._is_still(contact):
            now = time.monotonic()
            self._set(
                name, overview=overview, problem=None, pooler=pooler, seen_at=now, failures=0, next_at=now + every * 0.9
            )
            self._first_contact(name, overview)

    async def _pooler(self, link: Link, overview: Overview) -> Pooler:
        from console.database.pooler import Pooler, classify

        return await classify(link.connect) if overview.pooled else Pooler.DIRECT

    def _first_contact(self, name: str, overview: Overview) -> None:
        target = self.by_name[name].target
        if target.identity is None and not isinstance(overview.identity, Unknown):
            known = replace(target, identity=overview.identity)
            self._set(name, target=known)
            if target.saved:
                self._remember(known)

    def accept(self, name: str, identity: Identity) -> None:
        """That database is the right one from now on. The way to it, and what was seen of it, stay."""
        if name in self.by_name:
            self._set(name, target=replace(self.by_name[name].target, identity=identity))

    def _set(self, name: str, **fields: object) -> None:
        self.by_name[name] = replace(self.by_name[name], **fields)  # type: ignore[arg-type]
        self._changed(name)

    def forget_refusal(self, name: str) -> None:
        """The user wants another try."""
        if name in self._links:
            self._links[name].forget()
        if name in self.by_name:
            self.by_name[name] = replace(self.by_name[name], next_at=0.0)

    async def put(self, target: Target, *, instead_of: str | None = None) -> None:
        """A target was added or edited: forget what was known under that name. It keeps its place in the list."""
        before = instead_of or target.name
        names = [target.name if name == before else name for name in self.by_name]
        await self.drop(before)
        self.by_name[target.name] = Contact(target, serial=next(self._serials))
        self.by_name = {name: self.by_name[name] for name in dict.fromkeys([*names, target.name])}

    async def drop(self, name: str) -> None:
        """A target is gone."""
        self.by_name.pop(name, None)
        link = self._links.pop(name, None)
        if link is not None:
            await link.close()

    async def close(self) -> None:
        """Close every connection and tunnel."""
        for link in list(self._links.values()):
            await link.close()
        self._links.clear()


def _import_opening():  # type: ignore[no-untyped-def]  # a module
    import console.database.opening as opening

    return opening


def _import_server():  # type: ignore[no-untyped-def]  # a module
    import console.database.server as server

    return server


async def _open_tunnel(target: Target):  # type: ignore[no-untyped-def]  # OpenTunnel, whose module brings the driver
    from console.targets.ssh import open_tunnel

    return await open_tunnel(target)
