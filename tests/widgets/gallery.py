"""A small app to hang one widget into, with our themes, and what it shows as text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from console.theme.themes import THEMES, defaults
from console.widgets.palette import Command, Commands


class Gallery(App[None]):
    """Shows some widgets and keeps what they posted in `said`."""

    COMMANDS = {Commands}

    def __init__(self, *widgets: Widget, offered: Iterable[Command] = ()) -> None:
        super().__init__()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"
        self.animation_level = "none"
        self._widgets = widgets
        self._offered = tuple(offered)
        self.said: list[Message] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults()

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def commands(self) -> Iterable[Command]:
        return self._offered

    def heard(self, kind: type[Message]) -> list[Any]:
        """The messages of that kind so far."""
        return [message for message in self.said if isinstance(message, kind)]


@asynccontextmanager
async def gallery(*widgets: Widget, size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Pilot[None]]:
    """The app, running. `pilot.app` is it."""
    app = Gallery(*widgets, **options)
    async with app.run_test(size=size, notifications=True, message_hook=app.said.append) as pilot:
        yield pilot


def lines(app: App[Any]) -> list[str]:
    """The screen as it is painted, one text a line, dialogs over what is below them."""
    # As `Compositor.render_update` does. Without it a dialog takes what is below it for blank, and keeps that.
    visible_screen_stack.set(app._background_screens)
    strips = app.screen._compositor.render_strips(app.size)
    return ["".join(segment.text for segment in strip if not segment.control) for strip in strips]


def text(app: App[Any]) -> str:
    """The screen as it is painted."""
    return "\n".join(lines(app))


def line_with(app: App[Any], words: str) -> str:
    """The first painted line that holds these words."""
    found = [line for line in lines(app) if words in line]
    assert found, f"{words!r} is not on the screen:\n{text(app)}"
    return found[0]
