"""The saved targets while the console runs: added, edited and removed, in the file and in what is shown."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from console.core.blocking import in_daemon
from console.core.target import SecretSource, Target
from console.errors import Problem
from console.widgets.list_screen import ListScreen

if TYPE_CHECKING:
    from console.app import GreenroomApp


class TargetList:
    """Changes to the list. The demo has targets of its own, which are not saved."""

    def __init__(self, app: GreenroomApp) -> None:
        self._app = app

    def remember(self, target: Target) -> None:
        """Write down which database a target led to when it was first met."""
        self._app.run_worker(self._remember(target), exit_on_error=False)

    async def _remember(self, target: Target) -> None:
        if self._app.store is None:
            return
        try:
            await in_daemon(partial(self._app.store.change, target.name, identity=target.identity), timeout=10)
        except (Problem, TimeoutError) as error:
            self._app.notify(f"Which database this is could not be saved: {error}", severity="warning", timeout=8)

    def add(self) -> None:
        """The form for a new target."""
        self._app.run_worker(self._form(None), group="form", exclusive=True)

    def edit(self, name: str) -> None:
        """The form for a saved target."""
        self._app.run_worker(self._form(self._app.contacts.by_name[name].target), group="form", exclusive=True)

    def show(self, name: str, what: str) -> None:
        """Go to Targets, select one, and test or edit it."""
        self._app.switch_mode("targets")
        self._app.call_after_refresh(self._perform, name, what)

    def _perform(self, name: str, what: str) -> None:
        if isinstance(self._app.screen, ListScreen):
            self._app.screen.grid.select(name)
            self._app.screen.perform(what)

    async def _form(self, before: Target | None) -> None:
        from console.home.screen_target_form import TargetForm

        app = self._app
        if app.store is None:
            app.notify("The demo has its own targets. Start greenroom without demo to add yours.", severity="warning")
            return
        target = await app.push_screen_wait(TargetForm(app.store, before))
        if target is None:
            return
        await app.contacts.put(target, instead_of=before.name if before else None)
        app.edited(target, before or target)
        app.ask_targets()
        app.reload()

    def rotate(self, name: str) -> None:
        """Give the role of a saved target a new password, through the guard's dialog."""
        self._app.run_worker(self._rotate(self._app.contacts.by_name[name].target), group="menu", exclusive=True)

    async def _rotate(self, target: Target) -> None:
        app = self._app
        rotating = await in_daemon(lambda: import_module("console.targets.rotating"), timeout=60)
        try:
            operation = await rotating.rotation(await app.contacts.link(target), app.store)
            await app.carrier.carry_out(operation, on=target)
        except Problem as problem:  # also: an interrupted change was finished
            app.notify(str(problem), severity="warning", timeout=8)
        if app.store is None or target.name not in app.contacts.by_name:
            return
        target = await in_daemon(partial(app.store.get, target.name), timeout=10)
        await app.contacts.put(target)
        app.edited(target, target)  # what was remembered of its password counts no more
        app.ask_targets()
        app.reload()

    async def remove(self, name: str) -> None:
        """Take a target out of our file, and its password out of the keyring. Raises Problem."""
        from console.targets.saving import forget_password

        app = self._app
        if app.store is None:
            return
        removed = app.store.remove(name)
        if app.current is not None and app.current.name == name:
            app.current = None
        await app.contacts.drop(name)
        app.audit_tables.forget(name)
        if removed.secret is SecretSource.KEYRING:
            # Another target may share the login: then its password stays.
            await in_daemon(partial(forget_password, removed, app.store), timeout=25)
