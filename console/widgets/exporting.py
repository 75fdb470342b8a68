"""Asks in which form and to which file, and writes what is shown there. Never over a file that exists."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.core.blocking import in_daemon
from console.core.present import visible
from console.errors import Problem
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from console.app import GreenroomApp

FORMATS = (
    Item("csv", "CSV", "cells that a spreadsheet would run are disarmed"),
    Item("json", "JSON", "one document"),
)


async def ask_and_export(
    console: GreenroomApp,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    more: Sequence[tuple[str, str, Callable[[], str]]] = (),
) -> None:
    """Ask, write, tell. Runs in a worker, because it waits for dialogs.

    `more` are further forms: the ending of the file, what the form is called, and what makes its text.
    """
    from console.core.export import csv_text, json_text, write_new

    forms = (*(Item(ending, title) for ending, title, _ in more), *FORMATS)
    kind = await console.push_screen_wait(Choice(f"Export {len(rows)} rows", forms))
    if kind is None:
        return
    target = console.current.name if console.current else "targets"
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in f"{target}-{name}")
    proposal = f"{safe}-{date.today().isoformat()}.{kind}"
    question = "File, from the folder where you started"
    answer = await console.push_screen_wait(Prompt("Export", question, value=proposal))
    if not answer:
        return
    own = next((make for ending, _, make in more if ending == kind), None)
    text = own() if own else csv_text(headings, rows) if kind == "csv" else json_text(headings, rows)
    path = Path(os.path.expanduser(answer))  # noqa: ASYNC240  # looks at the environment, not at the disk
    try:
        await in_daemon(partial(write_new, path, text), timeout=60)
    except Problem as problem:
        console.notify(f"{problem.what} {problem.remedy}", severity="error", timeout=8)
    except (OSError, TimeoutError) as error:
        console.notify(f"{visible(str(path))} could not be written: {error}", severity="error", timeout=8)
    else:
        console.notify(f"Wrote {len(rows)} rows to {visible(str(path))}")
