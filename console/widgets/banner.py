"""The top line, which never leaves the screen: where we are, what we may do there, and how old what we see is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import Static

from console.core.present import visible
from console.core.target import Environment


@dataclass(frozen=True, slots=True)
class BannerState:
    """What the banner says. Parts that are empty are left out; the environment's word never is."""

    environment: Environment | None = None
    name: str = "no target open"
    access: str = ""
    parts: tuple[str, ...] = ()
    freshness: str = ""


class Banner(Static):
    """One line in the environment's own colours."""

    DEFAULT_CSS = """
    Banner { height: 1; width: 1fr; color: $env-soft; background: $env-none-ground; text-wrap: nowrap; }
    Banner.-local { background: $env-local-ground; }
    Banner.-development { background: $env-development-ground; }
    Banner.-staging { background: $env-staging-ground; }
    Banner.-production { background: $env-production-ground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.state = BannerState()

    def show(self, state: BannerState) -> None:
        """Say this from now on."""
        self.state = state
        for environment in Environment:
            self.set_class(environment is state.environment, f"-{environment.value}")
        self._draw()

    def on_resize(self) -> None:
        """More or less room."""
        self._draw()

    def _draw(self) -> None:
        # One line whatever it says: once a second nothing else is laid out for it.
        self.update(banner_line(self.state, self.size.width or 10_000), layout=False)


def banner_line(state: BannerState, width: int) -> Content:
    """The line in `width` cells. Parts go from the last; then how old it is; then the end of a long name."""
    parts = [part for part in state.parts if part]
    lines = [_line(state, parts[:count]) for count in range(len(parts), -1, -1)]
    bare = replace(state, freshness="")
    line = next((line for line in (*lines, _line(bare, ())) if line.cell_length <= width), None)
    if line is not None:
        return line
    room = width - _line(replace(bare, name=""), ()).cell_length
    return _line(bare, (), name=_cut(visible(state.name), max(1, room))).truncate(width)


def _line(state: BannerState, parts: Sequence[str], *, name: str | None = None) -> Content:
    word = state.environment.value if state.environment else "none"
    chip = f" {state.environment.value.upper()} " if state.environment else " GREENROOM "
    pieces = [
        Content.styled(chip, f"bold $env-ink on $env-{word}"),
        Content.styled(f"  {_cut(visible(state.name), 60) if name is None else name}", "bold $env-text"),
    ]
    if state.access:
        pieces.append(Content.styled(f"   {visible(state.access)}", f"$env-{word}"))
    pieces += [Content.styled(f"   {_cut(visible(part), 60)}", "$env-soft") for part in parts]
    if state.freshness:
        pieces.append(Content.styled(f"   {visible(state.freshness)}", "$env-text"))
    return Content("").join(pieces)


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else f"{set_cell_size(text, room - 1)}…"
