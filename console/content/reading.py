"""From an open database to its settings, for the command line: where something is unknown, it is a problem here."""

from __future__ import annotations

from console.config import SettingsMapping
from console.content.settings import Settings, read_settings
from console.content.settings_table import choose_settings_table, find_settings_tables
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import NotPermitted, QueryProblem, UsageProblem


async def settings_of(
    database: Database,
    mapping: SettingsMapping | None = None,
    *,
    wanted: str | None = None,
    key: str | None = None,
    characters: int,
) -> Settings:
    """The settings of the table that is meant. NotPermitted, UsageProblem or QueryProblem where there are none."""
    if wanted is not None:
        # A name on the command line needs no likeness; what config.toml says of its columns still holds.
        same = mapping is not None and ".".join(mapping.schema_and_name) == ".".join(_named(wanted).schema_and_name)
        mapping = mapping if same else _named(wanted)
    tables = await database.ask(find_settings_tables, mapping)
    if isinstance(tables, Unknown):
        raise QueryProblem("Which table holds the settings could not be read.", tables.reason, tables.remedy)
    table = choose_settings_table(tables)
    if isinstance(table, Unknown):
        sort = NotPermitted if any(not one.readable for one in tables) else UsageProblem
        raise sort("The settings cannot be read.", table.reason, table.remedy)
    settings = await database.ask(read_settings, table, key=key, characters=characters)
    if isinstance(settings, Unknown):
        raise QueryProblem(f"{table.name} could not be read.", settings.reason, settings.remedy)
    return settings


def _named(name: str) -> SettingsMapping:
    return SettingsMapping(name, given_by="--table")
