"""The last line: the keys that count here, made from the bindings. A click presses one.

One widget that draws one line. Textual's own Footer is a widget for each key, made anew with every change of the focus:
that is felt under the fingers, and was a tenth of the time until the first paint.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from console.core.present import visible

Key = tuple[str, str, str, bool]
"""Key to press, how it is printed, what it does, whether it does it now."""


class KeyBar(Static):
    """The shown bindings of the screen and of what has the focus, side by side."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; width: 1fr; background: $raised; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()

    def on_mount(self) -> None:
        """Follow the bindings: they change with the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_resize(self) -> None:
        """More or less room between them."""
        self._draw()

    def _changed(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not self.app.app_focus:
            return
        first: dict[str, Key] = {}  # an action with two keys is shown once
        for _, binding, enabled, _ in screen.active_bindings.values():
            if binding.show:
                shown = self.app.get_key_display(binding)
                first.setdefault(binding.action, (binding.key, shown, binding.description, enabled))
        keys = tuple(first.values())
        if keys != self._keys:
            self._keys = keys
            self._draw()

    @property
    def _room(self) -> tuple[int, int]:
        """Cells before the first key and between two."""
        return (0, 1) if self.screen.has_class("-narrow") else (1, 3)

    def _draw(self) -> None:
        margin, gap = self._room
        pieces = [Content(" " * margin)]
        for _, shown, does, enabled in self._keys:
            dim = "" if enabled else " dim"
            pieces.append(Content.styled(visible(shown), f"bold $footer-key-foreground{dim}"))
            pieces.append(Content.styled(f" {visible(does)}{' ' * gap}", f"$footer-description-foreground{dim}"))
        self.update(Content("").join(pieces), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        left, gap = self._room
        for key, shown, does, enabled in self._keys:
            width = cell_len(f"{visible(shown)} {visible(does)}")
            if left <= event.x < left + width:
                if enabled:
                    self.app.simulate_key(key)
                else:
                    self.app.bell()
                return
            left += width + gap
