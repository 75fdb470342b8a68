"""What stands on the screen while something runs that must not be walked away from: what it is at, and how long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from console.core.present import duration, visible
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, cell, content, join, label

T = TypeVar("T")


class Working(Dialog[None]):
    """Shows stages as they are told. Esc asks to stop, as long as that is possible; it never closes by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "stop", id="working.stop", priority=True)]

    def __init__(self, title: str, stop: Callable[[], bool]) -> None:
        """`stop` asks for it and says whether it could still be asked."""
        super().__init__()
        self._title = title
        self._stop = stop
        self._since = time.monotonic()
        self._stage = ""
        self._note = ""
        self._more: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        frame = Vertical(Static(id="said"), id="frame")
        frame.border_title = label(self._title)
        frame.border_subtitle = label("esc stops it")
        yield frame

    def on_mount(self) -> None:
        """Say how long it takes."""
        self.set_interval(0.5, self._draw)
        self._draw()

    def tell(self, stage: str, note: str = "", *, can_stop: bool = True) -> None:
        """It is at this now."""
        self._stage, self._note = stage, note
        if self.is_mounted:
            self.query_one("#frame").border_subtitle = label("esc stops it" if can_stop else "it cannot be stopped now")
            self._draw()

    def show_more(self, lines: Sequence[Line]) -> None:
        """What is known besides, such as how far the server is."""
        self._more = tuple(lines)
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        took = duration(time.monotonic() - self._since) if time.monotonic() - self._since >= 1 else ""
        lines: list[Line] = [join((Span("↻", Tone.MOVING),), cell(self._stage), cell(took, Tone.MOVING), gap=" ")]
        if self._note:
            lines.append(cell(visible(self._note), Tone.DIM))
        if self._more:
            lines += [(), *self._more]
        self.query_one("#said", Static).update(content(*lines))

    def action_stop(self) -> None:
        """Ask for it to stop; what comes of it is told by who runs it."""
        if self._stop():
            self.tell("stopping", "The server is asked to stop it.")
        else:
            self.app.notify("It cannot be stopped any more: the server is finishing it.", severity="warning")

    def action_close(self) -> None:
        """Only who opened it closes it."""


async def while_working(app: App[Any], title: str, doing: Callable[[Callable[[str], None]], Awaitable[T]]) -> T | None:
    """What `doing` gives, while a dialog says what it is at; None where a person stopped it. `doing` is given a way to
    tell its stages. It must be safe to stop at any time.
    """

    def stop() -> bool:
        return task.cancel()

    working = Working(title, stop)
    task = asyncio.ensure_future(doing(lambda word: working.tell(visible(word))))
    await app.push_screen(working)
    try:
        return await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
        return None
    finally:
        await working.dismiss(None)
