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
        """Draw; the areas do not change while a screen lives, the room for them does."""
        self._draw()

    def on_resize(self) -> None:
        """More or less of the titles fits."""
        self._draw()

    def _titles(self) -> list[tuple[str, str, str]]:
        """Areas with as much of their titles as there is room for: narrower gaps first, then shorter words."""
        room = max(20, self.size.width - 2)
        for gap in ("    ", "   ", "  ", " "):
            for most in (99, 8, 6, 5, 4, 3) if gap == " " else (99,):
                titles = [
                    (name, key, f" {title if name == self._current else title[:most]}{gap}")
                    for name, key, title in self._areas
                ]
                if sum(cell_len(key + title) for _, key, title in titles) <= room:
                    return titles
        return titles

    def _draw(self) -> None:
        pieces = []
        for name, key, title in self._titles():
            lit = name == self._current
            pieces.append(Content.styled(key, "bold $fine" if lit else "$faint"))
            pieces.append(Content.styled(title, "bold $ink" if lit else "$dim"))
        self.update(Content("").join(pieces))

    def on_click(self, event: events.Click) -> None:
        """Find the area under the mouse."""
        left = 1
        for name, key, title in self._titles():
            width = cell_len(key + title)
            if left <= event.x < left + width:
                self.post_message(self.Chosen(name))
                return
            left += width
