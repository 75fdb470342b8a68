"""The Textual app: which target is open, which area is shown, and what belongs to every screen."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.driver import Driver
from textual.notifications import SeverityLevel

from console.areas import AREAS, area, first_area
from console.config import Config
from console.core.present import visible
from console.core.secret import Secret
from console.core.target import Target
from console.errors import Problem, UsageProblem
from console.logs import log_failure
from console.shell.audit_tables import AuditTables
from console.shell.banner import banner_state
from console.shell.carrying import Carrier
from console.shell.chosen import check_choices
from console.shell.contacts import Contacts
from console.shell.doubts import Doubts
from console.shell.leaving import closing_words, watch_signals
from console.shell.palette import palette_commands
from console.shell.target_list import TargetList
from console.targets.sources import Passwords
from console.targets.store import TargetStore
from console.theme.themes import THEMES, defaults
from console.widgets.area_screen import AreaScreen
from console.widgets.banner import BannerState
from console.widgets.dialog import Dialog
from console.widgets.help import Help, spelling
from console.widgets.palette import Command, Commands
from console.widgets.prompt import Prompt
from console.widgets.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from pathlib import Path

    from console.database.session import Database
    from console.guard.journal import FileJournal
    from console.guard.operation import Operation


class GreenroomApp(TypedAhead):
    """The console. `targets` are shown on Home; `open_target` names the one that is opened at once."""

    TITLE = "greenroom"
    CSS_PATH = "theme/app.tcss"
    COMMANDS = {Commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 4

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(each.key, f"area('{each.name}')", each.title.lower(), id=f"area.{each.name}", show=False)
            for each in AREAS
        ),
        Binding("exclamation_mark", "psql", "psql", key_display="!", id="app.psql", show=False, tooltip="psql here"),
        Binding("question_mark", "help", "keys", key_display="?", id="app.help", tooltip="The keys of this screen"),
        Binding("colon", "command_palette", "palette", id="app.palette-colon", show=False, tooltip="Command palette"),
        Binding("ctrl+p", "command_palette", "palette", id="app.palette", priority=True, tooltip="Command palette"),
        Binding("ctrl+q", "quit", "quit", id="app.quit", priority=True, show=False, tooltip="Leave greenroom"),
        Binding("ctrl+c", "copy_hint", "", id="app.interrupt", show=False, system=True),
    ]

    def __init__(
        self,
        *,
        targets: Sequence[Target],
        config: Config,
        open_target: str | None = None,
        store: TargetStore | None = None,
        passwords: dict[str, Secret] | None = None,
    ) -> None:
        self.current: Target | None = next((each for each in targets if each.name == open_target), None)
        # Textual's own empty first mode is never seen, and leaving it would hold the first paint back by 50 ms.
        first = first_area(self.current.default_area, "content") if self.current else "home"
        self.DEFAULT_MODE = first  # type: ignore[misc]
        super().__init__()
        self.painted = asyncio.Event()
        for each in AREAS:
            self.add_mode(each.name, each.make_screen)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = config.theme if config.theme in THEMES else "dark"
        self.animation_level = "none"  # where a key leads is shown at once, over ssh too
        self.config = config
        self.store = store
        self.given = passwords or {}
        self.asked_for: set[str] = {self.current.name} if self.current else set()
        self._passwords = Passwords(self._ask_password)
        self.target_list = TargetList(self)
        self.contacts = Contacts(tuple(targets), self.secret_for, self._contact_changed, self.target_list.remember)
        self.carrier = Carrier(self)
        self.doubts = Doubts(self)
        self.audit_tables = AuditTables(self)
        self.set_keymap(dict(config.keys))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our tokens, so that the stylesheets load under any theme."""
        return defaults()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, made to last; on Windows as it is."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from console.widgets.terminal import TerminalDriver

        return TerminalDriver

    # -- areas ---------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Hear when the terminal goes away."""
        self._stop_watching = watch_signals(self)

    def on_ready(self) -> None:
        """Laid out. Paint first, then connect: importing the driver would hold up the paint."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.painted.set()
        if not gc.isenabled():  # `open_console` said so
            gc.freeze()  # what the start made stays; going through it again and again would make keys wait
            gc.enable()
        self.ask_targets()
        self.run_worker(self.doubts.begin(), group="doubts", exit_on_error=False)
        if self.config.refresh_seconds:
            self.set_interval(self.config.refresh_seconds, self.ask_targets)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as words and as they are printed: `enter`, `ctrl+p`, `?`."""
        return binding.key_display or spelling(binding.key)

    def area_bar(self) -> list[tuple[str, str, str]]:
        """Name, key and title of the areas in the bar."""
        return [(each.name, self.key_of(f"area.{each.name}", each.key), each.title) for each in AREAS if each.in_bar]

    def key_of(self, binding: str, default: str) -> str:
        """The key that the user's configuration gives a binding."""
        return self.config.keys.get(binding, default).partition(",")[0]

    def action_area(self, name: str) -> None:
        """Go to an area."""
        if area(name).needs_target and self.current is None:
            self.notify("Open a target first: enter on Home.", severity="warning")
            return
        self.switch_mode(name)
        self.ask_targets()

    def open_target(self, target: Target) -> None:
        """Make a target the one that the areas work on, and go to its first area."""
        self._make_current(target)
        self.action_area(first_area(target.default_area, "content"))

    def _make_current(self, target: Target) -> None:
        self.asked_for.add(target.name)
        if self.current != target:
            self.current = target
            self.forget_refusal()
            self._target_changed()
        self.ask_targets()

    def _target_changed(self) -> None:
        for screens in self._screen_stacks.values():
            for screen in screens:
                if isinstance(screen, AreaScreen) and area(screen.AREA).needs_target:
                    screen.target_changed()

    async def database(self) -> Database:
        """The open target's way to read. Problem if none is open."""
        if self.current is None:
            raise Problem("No target is open.", "This area shows the open target.", "Press 1, then enter on a target.")
        await self.painted.wait()
        return (await self.contacts.link(self.current)).database

    async def journal(self) -> FileJournal:
        """The journal of this user."""
        return await self.carrier.journal()

    async def carry_out(self, operation: Operation) -> bool:
        """Plan an operation on the open target, ask, run and tell. True if it was done."""
        return await self.carrier.carry_out(operation)

    async def on_target(self, name: str) -> None:
        """Make that target the open one; the screen stays. Problem where there is no such target."""
        contact = self.contacts.by_name.get(name)
        if contact is None:
            raise Problem(f"There is no target {name} here any more.", "", "Add it again under that name.")
        if self.current is None or self.current.name != name:
            self._make_current(contact.target)

    async def action_quit(self) -> None:
        """Leave, unless a write is under way: it is waited for."""
        if self.carrier.busy:
            self.notify("An operation is under way. greenroom can be left when it has ended.", severity="warning")
            return
        self.exit()

    @work(group="settle", exit_on_error=False)
    async def settle(self, name: str) -> None:
        """What was left open on a target is asked before anything else is written to it."""
        await self.doubts.look(name)

    # -- contacts ------------------------------------------------------------------------------------------------

    def ask_targets(self) -> None:
        """Ask the targets that are looked at: all of them on Home, else the open one."""
        on_home = self.current_mode in {"home", "targets"}
        for name in list(self.contacts.by_name):
            if on_home or (self.current and name == self.current.name):
                asking = self.contacts.ask(name, every=self.config.refresh_seconds)
                self.run_worker(asking, group=f"contact {name}", exit_on_error=False)

    def _contact_changed(self, name: str) -> None:
        contact = self.contacts.by_name[name]
        if self.current and self.current.name == name and self.current.identity != contact.target.identity:
            self.current = contact.target
        if contact.overview and not contact.problem and self.doubts.claim(name):
            self.settle(name)
        if contact.overview and self.current and self.current.name == name:
            self.audit_tables.look(name)
        self.show_contact(name)

    def show_contact(self, name: str) -> None:
        """Something was learnt of a target: the screen may show it."""
        screen = self.screen
        if isinstance(screen, AreaScreen) and screen.is_mounted:
            screen.contact_changed(name)

    def forget_refusal(self) -> None:
        """The user pressed refresh: refused targets are tried again, once."""
        names = list(self.contacts.by_name) if self.current_mode == "home" or not self.current else [self.current.name]
        for name in names:
            self.contacts.forget_refusal(name)
            if name in self.contacts.by_name and self.contacts.by_name[name].problem is not None:
                self._passwords.forget(self.contacts.by_name[name].target)
        self.ask_targets()

    async def secret_for(self, target: Target) -> Secret | None:
        """The password of a target: given on the command line, or from its source, asked for once."""
        return self.given[target.name] if target.name in self.given else await self._passwords.get(target)

    async def _ask_password(self, target: Target) -> Secret | None:
        if target.name not in self.asked_for:
            return None  # a target that nobody opened or tested must not interrupt
        answer = await self.push_screen_wait(
            Prompt(f"Password for {target.name}", f"{target.address}; kept in memory only", secret=True)
        )
        return Secret(answer) if answer else None

    def edited(self, target: Target, before: Target) -> None:
        """A target was edited: nothing that was seen, asked or opened under it counts any more."""
        self._passwords.forget(target)
        self.doubts.forget(before.name)
        self.audit_tables.forget(before.name)
        self.carrier.close_target(before)
        if self.current is not None and self.current.name == before.name:
            self.current = target
            self._target_changed()

    def reload(self) -> None:
        """Read what is shown again."""
        if isinstance(self.screen, AreaScreen):
            self.screen.load()

    # -- banner --------------------------------------------------------------------------------------------------

    def banner_state(self) -> BannerState:
        """What the top line says of the open target."""
        return banner_state(self.current, self.contacts, self.carrier.opened_until())

    # -- everywhere ----------------------------------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        """What the palette offers."""
        return palette_commands(self)

    def set_theme(self, name: str) -> None:
        """Other colours, until the console is left."""
        self.theme = name
        self.notify(f'To keep it: theme = "{name}" under [appearance] in config.toml')

    def action_help(self) -> None:
        """The keys of this screen."""
        if not isinstance(self.screen, Dialog):
            self.push_screen(Help(self.screen))

    def action_copy_hint(self) -> None:
        """ctrl+c ends most programs; here it says how."""
        self.notify("ctrl+q leaves greenroom")

    def copy(self, text: str) -> None:
        """Put text into the terminal's clipboard (OSC 52)."""
        self.copy_to_clipboard(text)
        self.notify(f"Copied {len(text):,} characters")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A toast. Its text is data and may hold anything, so that markup is never read from it."""
        super().notify(visible(message), title=visible(title), severity=severity, timeout=timeout, markup=False)

    def look(self, text: str) -> None:
        """A text in $EDITOR; what is changed there goes nowhere."""
        from console.shell.external import look_in_editor

        try:
            look_in_editor(self, text)
        except Problem as problem:
            self.notify(str(problem), severity="error", timeout=8)

    @work(exclusive=True, group="psql")
    async def action_psql(self) -> None:
        """psql on the open target, with its parameters in the environment; the console waits."""
        from console.shell.external import run_psql

        if self.current is None:
            self.notify("Open a target first: enter on Home.", severity="warning")
            return
        try:
            await run_psql(self, self.current, await self.contacts.link(self.current))
        except Problem as problem:
            self.notify(str(problem), severity="error", timeout=8)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No palette and no leaving through a dialog's back."""
        if isinstance(self.screen, Dialog) and action in {"command_palette", "area", "psql"}:
            return False
        return not (isinstance(self.screen, CommandPalette) and action in {"area", "psql"})

    def log_failure(self, error: BaseException) -> None:
        """A mistake of ours goes to the log, if there is one (--debug)."""
        log_failure(error)

    def _handle_exception(self, error: Exception) -> None:
        """No traceback reaches the terminal: the log has it, the command line says one sentence."""
        self.log_failure(error)
        if self._exit:
            return  # we are leaving, and widgets that come now find their screen gone
        if os.environ.get("GREENROOM_RAISE"):
            super()._handle_exception(error)
            return
        self._return_code = 70
        self.failure = error
        self._close_messages_no_wait()

    failure: BaseException | None = None

    async def on_unmount(self) -> None:
        """Leave no connection behind."""
        await self.contacts.close()
        self.carrier.close()
        self._stop_watching()


def run(
    *,
    targets: Sequence[Target],
    open_target: str | None = None,
    store: TargetStore | None = None,
    config: Config | None = None,
    passwords: dict[str, Secret] | None = None,
    migration_folders: Mapping[str, Path] | None = None,
) -> int:
    """Open the console and give back its exit status. `migration_folders` count where the configuration names none."""
    from console.config import load_config
    from console.core.output import emit_error

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageProblem(
            "greenroom opens in a terminal, and there is none.", "", "Give it a command: --help has them."
        )
    config = (config or load_config()).with_folders(migration_folders or {})
    known = [replace(each) for each in targets]
    app = GreenroomApp(targets=known, config=config, open_target=open_target, store=store, passwords=passwords)
    check_choices(config)
    app.run()
    if (problem := closing_words(app)) is not None:
        emit_error(problem)
        return 70
    return app.return_code or 0
