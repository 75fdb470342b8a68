"""Showing what is masked: the journal says first whose and which, never what."""

from __future__ import annotations

from console.config import load_config
from console.core.target import Target
from console.guard.journal import FileJournal
from console.records.definition import MaskKind
from console.records.listing import key_as_text
from console.records.resource import Resource


def revealable(resource: Resource) -> frozenset[str]:
    """The columns that are masked and can be shown. A secret never is."""
    found = []
    for column in resource.shape.columns:
        kind = resource.mask_of_path(column.name)
        if kind is not None and kind is not MaskKind.SECRET and column.readable:
            found.append(column.name)
    return frozenset(found)


async def reveal(
    target: Target, resource: Resource, key: tuple[str, ...], columns: frozenset[str] | None = None
) -> frozenset[str]:
    """Write down that these columns of a record are about to be shown, all of its masked ones if none are named, and
    give them back. JournalProblem where it cannot be written: then nothing is to be shown.
    """
    wanted = revealable(resource) if columns is None else columns & revealable(resource)
    if wanted:
        journal = FileJournal(keep_days=load_config().keep_values_days)
        try:
            await journal.revealed(target, resource.relation.qualified, key_as_text(key), tuple(sorted(wanted)))
        finally:
            journal.close()
    return wanted
