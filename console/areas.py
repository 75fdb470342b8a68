"""The map of all areas: one line each, read when it is gone to. Explicit beats a scan."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.widgets.area_screen import AreaScreen


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its name in configuration, its key, what the bar calls it, and where its screen is."""

    name: str
    title: str
    key: str
    screen: str
    about: str
    needs_target: bool = True
    in_bar: bool = True

    def make_screen(self) -> AreaScreen[Any]:
        """A new screen of this area. Imports it now."""
        module, _, attribute = self.screen.partition(":")
        made: AreaScreen[Any] = getattr(import_module(module), attribute)()
        return made


AREAS: tuple[Area, ...] = (
    Area("home", "Home", "1", "console.home.screen:HomeScreen", "All targets at a glance", needs_target=False),
    Area("content", "Content", "8", "console.content.screen:SettingsScreen", "Site settings of the open target"),
    Area(
        "journal",
        "Journal",
        "J",
        "console.journal.screen:JournalScreen",
        "What was done, how it ended, and undo",
        needs_target=False,
        in_bar=False,
    ),
    Area(
        "targets",
        "Targets",
        "t",
        "console.home.screen_targets:TargetsScreen",
        "Add, edit, test and remove targets",
        needs_target=False,
        in_bar=False,
    ),
)

COMMANDS: tuple[str, ...] = (
    "console.demo.commands",
    "console.targets.commands",
    "console.content.commands",
    "console.guard.commands",
    "console.journal.commands",
    "console.journal.hook_commands",
)
"""Modules with `register(subparsers)`, in the order of the command line's help."""

OFFERS: tuple[str, ...] = (
    "console.content.offers:OFFERS",
    "console.journal.offers:OFFERS",
    "console.targets.offers:OFFERS",
)
"""Tuples of `console.guard.offers.Offer`, one an area: `console.content.offers:OFFERS`. What `greenroom do` can do."""


def area(name: str) -> Area:
    """The area of that name. KeyError if there is none."""
    return next(each for each in AREAS if each.name == name)


def first_area(wanted: str | None, otherwise: str) -> str:
    """The area that a target opens on: what it names, `otherwise` if it names none, Home if there is no such area."""
    name = wanted or otherwise
    return name if any(each.name == name for each in AREAS) else "home"
