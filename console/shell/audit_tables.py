"""The targets' own audit tables while the console runs: looked for once, offered, and the choice written down."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.core.blocking import in_daemon
from console.core.present import visible
from console.core.target import Access
from console.core.unknown import Unknown
from console.errors import Problem

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.guard.audit_candidates import AuditCandidate

    Found = tuple[AuditCandidate, ...] | Unknown


NAME = 30
"""Characters of a table's name in the hint, which is one line in 80 columns."""


class AuditTables:
    """Only a target that is open is looked at unasked, and only one that may be written to and was not decided on."""

    def __init__(self, app: GreenroomApp) -> None:
        self._app = app
        self._found: dict[str, Found] = {}

    def hint(self, name: str) -> str:
        """One line where a target has a table that looks like its audit log and nobody has decided; else nothing."""
        found = self._found.get(name, ())
        if isinstance(found, Unknown) or not found or self._is_decided(name):
            return ""
        table = found[0].name
        return f"{table if len(table) <= NAME else table[: NAME - 1] + '…'}? o accepts it or declines"

    def forget(self, name: str) -> None:
        """The target was edited or removed: it may be another database."""
        self._found.pop(name, None)

    def look(self, name: str) -> None:
        """Look once whether the target has one, if a hint would be of use. What fails is tried when it is asked for."""
        if name in self._found or self.why_not(name) or self._is_decided(name):
            return
        if self._app.contacts.by_name[name].target.access is Access.GUARDED:
            self._found[name] = Unknown("it is being read")
            self._app.run_worker(self._look(name), group="audit-table look", exit_on_error=False)

    async def _look(self, name: str) -> None:
        found = await self._read(name)
        if name in self._found:
            self._found[name] = found
            self._app.show_contact(name)

    def why_not(self, name: str) -> str:
        """Why nothing can be accepted for a target; empty where it can."""
        contact = self._app.contacts.by_name.get(name)
        return "" if contact is not None and contact.target.saved and self._app.store else "it is not saved"

    def choose(self, name: str) -> None:
        """The dialog for a target, and what follows from it."""
        self._app.run_worker(self._choose(name), group="audit-table", exclusive=True)

    def _is_decided(self, name: str) -> bool:
        """Whether config.toml says it, for this name or another one of the same database."""
        config, contacts = self._app.config, self._app.contacts.by_name
        identity = contacts[name].target.identity if name in contacts else None
        names = {name} | {each for each, other in contacts.items() if identity and other.target.identity == identity}
        return not names.isdisjoint(config.audit_tables.keys() | config.without_audit_table)

    async def _read(self, name: str) -> Found:
        module = await in_daemon(_module("console.guard.audit_candidates"), timeout=60)
        link = await self._app.contacts.link(self._app.contacts.by_name[name].target)
        try:
            found: Found = await link.database.ask(module.read_audit_candidates)
        except Problem as problem:
            return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)
        return found

    async def _choose(self, name: str) -> None:
        from console.config import FILE
        from console.core.places import config_dir
        from console.home.screen_audit_table import AuditTableDialog
        from console.targets.audit_table import standing

        app = self._app
        app.asked_for.add(name)
        found = self._found[name] = await self._read(name)
        if isinstance(found, Unknown):
            words = visible(f"Its tables could not be read: {found.reason} {found.remedy}")
            app.notify(words, severity="error", timeout=8)
            return
        words, path = standing(app.config, name), config_dir() / FILE
        if path.is_relative_to(Path.home()):
            path = "~" / path.relative_to(Path.home())
        picked = await app.push_screen_wait(AuditTableDialog(name, found, standing=words, path=str(path)))
        if picked is not None:
            await self._write(name, picked.candidate)

    async def _write(self, name: str, candidate: AuditCandidate | None) -> None:
        from dataclasses import replace

        from console.config_edit import write_audit_table

        app, mapping = self._app, candidate.mapping if candidate else None
        try:
            config = await in_daemon(partial(write_audit_table, name, mapping), timeout=10)
        except (Problem, TimeoutError) as problem:
            app.notify(str(problem) or "The file is locked by another.", severity="error", timeout=12)
            return
        app.config = replace(
            app.config, audit_tables=config.audit_tables, without_audit_table=config.without_audit_table
        )
        words = f"From now on each change on {name} writes its row into {candidate.name}." if candidate else ""
        app.notify(words or f"{name} has no audit table: that is not asked again.")
        app.show_contact(name)


def _module(name: str) -> Any:
    """A loader for in_daemon: the module brings the driver, which must not hold up the first paint."""
    return partial(import_module, name)
