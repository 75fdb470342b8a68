"""Everything about a database's health at one moment, in sections of which each can be Unknown by itself.

What a screen shows and `greenroom health` prints. It only gathers: the facts stand in the other modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.health.activity import Activity, read_activity
from console.health.checks import Triage, read_triage
from console.health.disk import Place, read_disk
from console.health.given import Gone
from console.health.publications import Published, against, read_published
from console.health.rights import Rights, read_rights
from console.health.settings import Advice, Machine, read_settings
from console.health.statements import Statement, read_statements
from console.health.tables import Index, Table, read_indexes, read_tables
from console.health.thresholds import THRESHOLDS, Threshold
from console.health.vitals import Counters, Replication, read_counters, read_replication

SECTIONS = (
    *("triage", "tables", "indexes", "activity", "replication", "publications"),
    *("disk", "statements", "vitals", "settings"),
)

_NOT_ASKED = Unknown("it was not asked for", "leave out --section, or name it there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The sections; one that was not asked for is Unknown too."""

    rights: Rights
    triage: Triage | Unknown = _NOT_ASKED
    tables: tuple[Table, ...] | Unknown = _NOT_ASKED
    indexes: tuple[Index, ...] | Unknown = _NOT_ASKED
    activity: Activity | Unknown = _NOT_ASKED
    replication: Replication | Unknown = _NOT_ASKED
    publications: tuple[Published, ...] | Unknown = _NOT_ASKED
    disk: tuple[Place, ...] | Unknown = _NOT_ASKED
    statements: tuple[Statement, ...] | Unknown = _NOT_ASKED
    vitals: Counters | Unknown = _NOT_ASKED
    settings: tuple[Advice, ...] | Unknown = _NOT_ASKED


async def read_overview(
    database: Database,
    sections: Iterable[str] = SECTIONS,
    *,
    thresholds: Mapping[str, Threshold] = THRESHOLDS,
    checks: Iterable[str] = (),
    machine: Machine | None = None,
    gone: Sequence[Gone] = (),
    expected: Mapping[str, Sequence[str]] | None = None,
) -> Overview:
    """The sections that are asked for, each in short transactions of its own. Raises Problem without a connection.

    `expected` is what should be published: tables by publication.
    """
    wanted = set(sections)
    async with database.read() as session:
        rights = await read_rights(session)
    found: dict[str, object] = {}
    if "triage" in wanted:
        found["triage"] = await read_triage(database, rights, thresholds, checks, gone=gone)
    if "activity" in wanted:
        found["activity"] = await read_activity(database, rights)
    if "statements" in wanted:
        found["statements"] = await statements_of(database, rights)
    reads = {
        "tables": read_tables,
        "indexes": read_indexes,
        "replication": read_replication,
        "publications": partial(_published, expected=expected or {}),
        "disk": read_disk,
        "vitals": read_counters,
        "settings": partial(_settings, machine=machine),
    }
    for name, read in reads.items():
        if name in wanted:
            found[name] = await database.ask(read)  # type: ignore[arg-type]  # each gives what its section is
    return Overview(rights=rights, **found)  # type: ignore[arg-type]


async def statements_of(database: Database, rights: Rights) -> tuple[Statement, ...] | Unknown:
    """Statements, or why they are not known."""
    held = rights.statements
    return held if held is not None else await database.ask(partial(read_statements, rights=rights))


async def _published(session: ReadSession, expected: Mapping[str, Sequence[str]]) -> tuple[Published, ...]:
    return against(await read_published(session), expected)


async def _settings(session: ReadSession, machine: Machine | None) -> tuple[Advice, ...]:
    return await read_settings(session, machine)
