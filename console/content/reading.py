"""From an open database to its settings, for the command line: where something is unknown, it is a problem here."""

from __future__ import annotations

from console.config import SettingsMapping
from console.content.settings import WHOLE, Setting, Settings, read_settings
from console.content.settings_table import choose_settings_table, find_settings_tables
from console.core.nearest import nearest
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
        same = mapping is not None and mapping.schema_and_name == _named(wanted).schema_and_name
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


async def one_setting(
    database: Database, mapping: SettingsMapping | None = None, *, wanted: str | None = None, key: str
) -> tuple[Settings, Setting]:
    """The setting of that key, or of that name where the key alone is not enough; its value whole.

    UsageProblem where there is none, or more than one.
    """
    settings = await settings_of(database, mapping, wanted=wanted, key=key, characters=WHOLE)
    found = list(settings)
    if not found:
        settings = await settings_of(database, mapping, wanted=wanted, characters=WHOLE)
        found = [item for item in settings if item.name == key]
    if len(found) != 1:
        names = [item.name for item in found or settings]
        what = "There is no setting" if not found else "There is more than one setting"
        hint = nearest(key, names) if not found else f"There are: {', '.join(names[:20])}."
        raise UsageProblem(f"{what} {key} in {settings.table.name}.", "", hint)
    return settings, found[0]


def _named(name: str) -> SettingsMapping:
    return SettingsMapping(name, given_by="--table")
