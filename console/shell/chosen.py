"""What config.toml chose for the screen, held against what there is: a mistyped theme or key must not be silent."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import console
from console.config import Config
from console.core.nearest import nearest
from console.errors import ConfigurationProblem
from console.theme.themes import THEMES


def check_choices(config: Config) -> None:
    """ConfigurationProblem for a theme or a key's name that does not exist, with the nearest one that does."""
    if config.theme is not None and config.theme not in THEMES:
        raise ConfigurationProblem(
            f"There is no theme {config.theme}.", "config.toml names it.", nearest(config.theme, THEMES)
        )
    if config.keys:
        known = sorted(set(binding_names()))
        for name in config.keys:
            if name not in known:
                raise ConfigurationProblem(
                    f"There is no key {name}.", "config.toml gives it another one.", nearest(name, known)
                )


def binding_names() -> Iterator[str]:
    """The names of every key of every screen and widget. Imports all screens: only asked where keys are changed."""
    for found in walk_packages(console.__path__, "console."):
        part = found.name.rpartition(".")[2]
        if found.name.startswith("console.widgets.") or part.startswith(("screen", "confirm")) or part == "app":
            for thing in vars(import_module(found.name)).values():
                if isinstance(thing, type):
                    yield from (each.id for each in getattr(thing, "BINDINGS", ()) if getattr(each, "id", None))
