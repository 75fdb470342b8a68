"""The top line, which never leaves the screen: where we are, what we may do there, and how old what we see is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
        """More or less room: what is said last is dropped first, but for how old it is."""
        self._draw()

    def _draw(self) -> None:
        state = self.state
        parts = [part for part in state.parts if part]
        line = _line(state, parts)
        while parts and line.cell_length > self.size.width > 0:
            parts.pop()
            line = _line(state, parts)
        self.update(line)


def _line(state: BannerState, parts: Sequence[str]) -> Content:
    word = state.environment.value if state.environment else "none"
    chip = f" {state.environment.value.upper()} " if state.environment else " GREENROOM "
    pieces = [
        Content.styled(chip, f"bold $env-ink on $env-{word}"),
        Content.styled(f"  {visible(state.name, limit=60)}", "bold $env-text"),
    ]
    if state.access:
        pieces.append(Content.styled(f"   {state.access}", f"$env-{word}"))
    pieces += [Content.styled(f"   {visible(part, limit=60)}", "$env-soft") for part in parts]
    if state.freshness:
        pieces.append(Content.styled(f"   {state.freshness}", "$env-text"))
    return Content("").join(pieces)
