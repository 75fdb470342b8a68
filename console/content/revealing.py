"""Writing into the journal that secrets are about to be shown: which, by key, and never what they are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from console.config import load_config
from console.content.settings import Setting
from console.content.shape import SettingsTable
from console.core.target import Target
from console.guard.journal import FileJournal


def journal_reveal(secrets: Sequence[tuple[Target, SettingsTable, Sequence[Setting]]]) -> None:
    """One note for each secret, on the disk when this returns. JournalProblem where it cannot be written."""
    if any(settings for _, _, settings in secrets):
        asyncio.run(_write(secrets))


async def _write(secrets: Sequence[tuple[Target, SettingsTable, Sequence[Setting]]]) -> None:
    journal = FileJournal(keep_days=load_config().keep_values_days)
    try:
        for target, table, settings in secrets:
            for setting in settings:
                await journal.revealed(target, table.name, setting.name, (table.value,))
    finally:
        journal.close()
