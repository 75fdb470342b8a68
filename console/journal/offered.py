"""The operations of `offers`, made from an entry's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.config import load_config
from console.guard.journal import FileJournal
from console.guard.operation import Operation
from console.guard.settling import doubtful
from console.journal.operations import end_process

if TYPE_CHECKING:
    from console.database.opening import Link


async def make_end_process(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """End the server process that an entry left behind. GuardProblem where it is known how the entry ended."""
    journal = FileJournal(keep_days=load_config().keep_values_days)
    try:
        return end_process(await doubtful(journal, key))
    finally:
        journal.close()
