"""Finding the table that holds a site's settings, or checking the one that config.toml names.

It asks the catalogue alone and reads no row.
"""

from __future__ import annotations

from console.config import SettingsMapping
from console.content import words
from console.content.judging import LARGE, judge
from console.content.shape import (
    Column,
    Confidence,
    Relation,
    SettingsTable,
    relation_of,
    unreadable,
)
from console.core.nearest import nearest
from console.core.qualified import means, qualified
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.session import ReadSession
from console.errors import ConfigurationProblem, UsageProblem

MOST = 100
"""So many relations that may be one are looked at closely, the best names first: a schema for each tenant has many."""


async def find_settings_tables(
    session: ReadSession, mapping: SettingsMapping | None = None
) -> tuple[SettingsTable, ...]:
    """The tables that surely or likely hold settings, best first; with a mapping, that table alone.

    A table that this role may not read is among them: `unreadable` names its columns. ConfigurationProblem where the
    mapping does not fit the database.
    """
    if mapping is not None:
        return (await mapped_table(session, mapping),)
    rows = await session.mappings(
        "content/settings_candidates",
        {
            "most_rows": LARGE * 4,
            "platform_schemas": list(PLATFORM_SCHEMAS),
            "value_names": words.VALUE_PATTERN,
            "key_names": words.KEY_PATTERN,
            "table_names": words.TABLE_PATTERN,
            "most": MOST,
        },
    )
    found = [judge(relation) for relation in await _relations(session, [int(row["oid"]) for row in rows])]
    tables = [table for table in found if table is not None]
    return tuple(sorted(tables, key=_order))


def choose_settings_table(tables: tuple[SettingsTable, ...], wanted: str | None = None) -> SettingsTable | Unknown:
    """The one table to use: `wanted` (`schema.table` or `table`), else the only sure one.

    Unknown where there is none, where several fit, or where this role may not read it. UsageProblem if there is no
    `wanted` among them.
    """
    if wanted is not None:
        named = [table for table in tables if means(wanted, table.relation.schema, table.relation.name)]
        if not named:
            hint = nearest(wanted, [table.name for table in tables])
            raise UsageProblem(f"{wanted} is not a settings table here.", "", hint or _HOW)
        return _if_readable(named[0])
    sure = [table for table in tables if table.confidence in (Confidence.SURE, Confidence.MAPPED)]
    readable = [table for table in sure if table.readable]
    if len(readable) == 1:
        return readable[0]
    if readable:
        names = ", ".join(table.name for table in readable)
        return Unknown(f"Several tables hold settings: {names}.", f"Choose one with --table, or: {_HOW}")
    if sure:
        return _if_readable(sure[0])
    if tables:
        names = ", ".join(table.name for table in tables)
        return Unknown(f"No table surely holds settings. These may: {names}.", f"Choose one with --table, or: {_HOW}")
    return Unknown("No table looks as if it holds settings.", _HOW)


_HOW = 'name it in config.toml: [settings."TARGET"] with table = "schema.table".'


def _if_readable(table: SettingsTable) -> SettingsTable | Unknown:
    if table.readable:
        return table
    return Unknown(
        f"This role may not read {', '.join(table.unreadable)} of {table.name}.",
        f"Ask its owner: grant select on {table.name} (and usage on schema {table.relation.schema}) to the role.",
    )


async def mapped_table(session: ReadSession, mapping: SettingsMapping) -> SettingsTable:
    """The table that a mapping names, with roles for its columns. What it leaves open is found by name."""
    relation = await _named(session, mapping)
    columns = [column.name for column in relation.columns]
    for role, name in mapping.columns.items():
        if name not in columns:
            raise ConfigurationProblem(
                f"{mapping.table} has no column {name}, which {mapping.given_by} gives as its {role}.",
                "",
                nearest(name, columns),
            )
    judged = judge(relation)
    roles: dict[str, str | None] = {role: getattr(judged, role) for role in _ROLES} if judged else {}
    roles |= {role: None for role, name in roles.items() if name in mapping.columns.values()} | dict(mapping.columns)
    for role in ("key", "value"):
        if not roles.get(role):
            raise ConfigurationProblem(
                f"Which column of {mapping.table} is the {role} was not found.",
                f"Its columns are {', '.join(columns)}.",
                f'Write {role} = "…" under columns in config.toml.',
            )
    scope = judged.scope if judged and judged.key == roles["key"] else _scope(relation, str(roles["key"]))
    used = [name for name in roles.values() if name] + list(scope)
    return SettingsTable(
        relation=relation,
        **roles,  # type: ignore[arg-type]  # its keys are the fields of roles
        scope=scope,
        confidence=Confidence.MAPPED,
        reasons=(f"{mapping.given_by} says so",),
        unreadable=unreadable(relation, used),
    )


_ROLES = ("key", "value", "type", "group", "description", "public", "secret", "updated_at")


def _scope(relation: Relation, key: str) -> tuple[str, ...]:
    if frozenset({key}) in relation.keys:
        return ()
    others = min((names - {key} for names in relation.keys if key in names and len(names) <= 3), key=len, default=())
    return tuple(column.name for column in relation.columns if column.name in others)


async def _named(session: ReadSession, mapping: SettingsMapping) -> Relation:
    schema, name = mapping.schema_and_name
    rows = await session.mappings("content/relation_named", {"schema": schema, "name": name})
    relations = await _relations(session, [int(row["oid"]) for row in rows])
    if relations:
        return relations[0]
    known = await session.mappings("content/relation_names", {"platform_schemas": list(PLATFORM_SCHEMAS)})
    names = [qualified(row["schema"], row["name"]) for row in known]
    raise ConfigurationProblem(
        f"There is no table {mapping.table}, which {mapping.given_by} gives as the settings table.",
        "",
        nearest(qualified(schema, name), names),
    )


async def _relations(session: ReadSession, oids: list[int]) -> list[Relation]:
    if not oids:
        return []
    rows = await session.mappings("content/relation_shape", {"oids": oids})
    return [relation_of(row) for row in rows]


def _order(table: SettingsTable) -> tuple[bool, bool, bool, int, str]:
    relation = table.relation
    return (
        table.confidence is not Confidence.SURE,
        not table.readable,
        relation.kind in "vm",
        -table.score,
        table.name,
    )


__all__ = ["Column", "Confidence", "SettingsTable", "choose_settings_table", "find_settings_tables", "mapped_table"]
