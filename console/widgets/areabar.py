"""The second line: the areas with their keys. A click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class AreaBar(Static):
    """Names of areas side by side, the current one lit. Posts `Chosen`."""

    DEFAULT_CSS = """
    AreaBar { height: 1; width: 1fr; background: $raised; text-wrap: nowrap; padding: 0 1; }
    """

    class Chosen(Message):
        """An area was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, areas: Sequence[tuple[str, str, str]], current: str) -> None:
        """`areas` are (name, key, title); `current` is a name."""
        super().__init__()
        self._areas = tuple(areas)
        self._current = current

    def on_mount(self) -> None:
        """Draw once: the areas do not change while a screen lives."""
        pieces = []
        for name, key, title in self._areas:
            lit = name == self._current
            pieces.append(Content.styled(key, "bold $fine" if lit else "$faint"))
            pieces.append(Content.styled(f" {title}    ", "bold $ink" if lit else "$dim"))
        self.update(Content("").join(pieces))

    def on_click(self, event: events.Click) -> None:
        """Find the area under the mouse."""
        left = 1
        for name, key, title in self._areas:
            width = cell_len(f"{key} {title}    ")
            if left <= event.x < left + width:
                self.post_message(self.Chosen(name))
                return
            left += width
