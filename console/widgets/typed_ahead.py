"""Keys that are typed faster than screens and focus move: each reaches what the typist saw coming."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import events
from textual.app import App

from console.widgets.grid import Grid


class TypedAhead(App[int]):
    """An app that loses no key, and gives none to the wrong widget."""

    async def on_event(self, event: events.Event) -> None:
        """Keys that were typed ahead wait for the screen that they open: before it is there it knows none of them."""
        if isinstance(event, events.InputEvent) and not self._screen_stack:
            return  # we are leaving
        if isinstance(event, events.InputEvent) and not event.is_forwarded and not self.screen.is_mounted:
            with suppress(TimeoutError):  # a screen that does not come must not take the keys with it
                await asyncio.wait_for(self.screen._mounted_event.wait(), 2)
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that was typed before another widget took over (`/` and a word, at once) belongs to that one.

        Keys bubble up to here before bindings are looked at; without this, the letters behind a `/` would be lost or,
        worse, would be taken for other bindings.
        """
        typed_into, focused = event._sender, self.focused
        if isinstance(typed_into, Grid) and focused is not None and focused is not typed_into:
            event.stop()
            event.prevent_default()
            focused.post_message(events.Key(event.key, event.character))
