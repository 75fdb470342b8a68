"""The baseline of scrolling: Textual's own DataTable with the same page, and nothing around it.

Started by the bench as a program: `bare_table.py ROWS.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable


class BareTable(App[None]):
    """One table."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "down", "down")]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("setting", "value", "type", "seen by", "updated")
        table.add_rows(json.loads(Path(sys.argv[1]).read_text()))
        table.focus()

    def action_down(self) -> None:
        """One row down."""
        self.query_one(DataTable).action_cursor_down()


if __name__ == "__main__":
    BareTable().run()
