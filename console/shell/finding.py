"""From anywhere to the one box of Records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.app import GreenroomApp


def find_record(app: GreenroomApp) -> None:
    """Go to Records and open the box there; without an open target, say what to do first."""
    app.action_area("records")
    if app.current is not None:
        app.call_later(_open, app)


def _open(app: GreenroomApp) -> None:
    find = getattr(app.screen, "find_soon", None)
    if find is not None:
        find()
