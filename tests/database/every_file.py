"""What each statement under sql/ that reads is tried with. A new file needs an entry, or the test of all files fails.

sql/systems are scripts, sql/guard writes, sql/journal and sql/record are other databases, sql/hypopg is an extension's
and sql/pooler a pooler's: they have tests of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from psycopg import sql

from console.audit.checks import advisor_checks, all_checks
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.names import (
    NULL,
    all_there,
    expression,
    identifier,
    pairs,
)
from console.database.sql import load
from console.records.definition_lineup import EVENT, QUEUE, SPOT
from tests.database import access_files, every_health, role_files
from tests.database.access_files import ACCESS
from tests.database.entries import File, Place

ELSEWHERE = ("guard", "hypopg", "journal", "pooler", "record", "systems")

SETUP = """
create extension if not exists plpgsql;
create type kind as enum ('text', 'number');
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table parent (id integer primary key);
create table app_settings (
    key text primary key check (key <> ''),
    value jsonb not null default '{}'::jsonb,
    type kind default 'text',
    "group" text,
    parent integer references parent on delete cascade,
    long text generated always as (value::text) stored,
    updated_at timestamptz default now(),
    exclude using btree ("group" with =) where (parent is not null)
);
create index on app_settings (lower("group")) where type = 'text';
create statistics of_settings on type, "group" from app_settings;
alter table app_settings enable row level security;
create policy own on app_settings for select using (parent = length(current_user));
create trigger stamp before update on app_settings for each row when (old.value <> new.value) execute function stamp();
create rule kept as on delete to app_settings where old.parent is not null do instead nothing;
insert into app_settings values ('a', '1', 'number');
create table parted (id integer, at date default current_date) partition by range (at);
create table parted_1 partition of parted for values from ('2026-01-01') to ('2027-01-01');
create index on parted (id);
create view seen as select key, value from app_settings where type = 'text';
create materialized view kept as select key, value from app_settings;
create unique index on kept (key);
create table free_settings (key text primary key, value text, description text, n integer);
insert into free_settings values ('b', '2', 'free');
create table free_events (payload json, created_at timestamptz, ip_address text);
analyze;
"""
RELATIONS = ("app_settings", "parent", "parted", "parted_1", "seen", "kept")
"""What the other session holds ACCESS EXCLUSIVE; free_settings is what it leaves alone."""


def _platform(place: Place) -> Mapping[str, Any]:
    return {"platform_schemas": list(PLATFORM_SCHEMAS)}


def _settings(table: str) -> dict[str, sql.Composable]:
    roles = ["type", "group", "description", "public", "secret", "updated_at", "scope_1", "scope_2"]
    absent = {f"{role}_column": NULL for role in roles}
    return {
        **absent,
        "settings_table": identifier("public", table),
        "key_column": identifier("key"),
        "value_column": identifier("value"),
    }


def _audit_rows(table: str) -> dict[str, sql.Composable]:
    return {
        "relation": identifier("public", table),
        "at": expression("now()"),
        "action": identifier("value"),
        "actor": NULL,
        "before": expression("null::jsonb"),
        "after": expression("null::jsonb"),
        "table_column": identifier("key"),
        "row_column": identifier("key"),
    }


def _places(table: str) -> dict[str, sql.Composable]:
    return {
        "relation": identifier("public", table),
        "key": identifier("key"),
        "parent": identifier("key"),
        "parent_type": expression("text"),
        "position": identifier("parent" if table == "app_settings" else "n"),
    }


def _lineup(name: str, table: str) -> dict[str, sql.Composable]:
    """What a statement about line-ups names, over any table: what an expression would say is not known."""
    known = dict.fromkeys((*EVENT, *SPOT, *QUEUE, "name", "state", "type", "fee"), expression("null"))
    known |= {"key_type": expression("text"), "person": identifier("key"), "who": expression("true")}
    known |= {"spots_of": identifier("public", table)} | _places(table)
    return {part: known[part] for part in set(re.findall(r"(?<!{){(\w+)}(?!})", load(name).text))}


def _lineup_file(name: str, **binds: Any) -> File:
    return File(lambda place: binds, _lineup(name, "free_settings"), waits=({}, _lineup(name, "app_settings")))


def _history(table: str) -> dict[str, sql.Composable]:
    roles = ["name", "package", "kind", "id", "author", "checksum", "dirty", "success", "statements"]
    absent = dict.fromkeys([*roles, "applied_at", "finished_at", "rolled_back_at"], NULL)
    key = identifier("key")
    return {**absent, "history": identifier("public", table), "version": key, "ordering": key}


def _statements(table: str) -> dict[str, sql.Composable]:
    parts = {"version": identifier("key"), "statements": NULL}
    return {**parts, "history": identifier("public", table)}


def _keyed(table: str) -> Mapping[str, Any]:
    return {"key": identifier("key"), "history": identifier("public", table)}


def _rows(table: str, *wanted: str) -> Mapping[str, Any]:
    """What the counting of rows that a constraint would refuse has to be told."""
    key = identifier("key")
    parts = {
        "table": identifier("public", table),
        "field": key,
        "expression": expression("key <> '%'"),
        "there": all_there("", ["key"]),
        "columns": key,
        "other": identifier("public", table),
        "matches": pairs("k", ["key"], "t", ["key"]),
    }
    return {name: parts[name] for name in ("table", *wanted)}


def _seeds(table: str) -> Mapping[str, Any]:
    return {"seeds": identifier("public", table), "path": identifier("key"), "hash": identifier("value")}


def _index(place: Place) -> Mapping[str, Any]:
    return {"name": "app_settings_pkey", "search_path": ["public"]}


def _most(place: Place) -> Mapping[str, Any]:
    return {"most": 10}


_WORDS = {"key_names": "key|name", "value_names": "val", "table_names": "setting|config", "most": 50, "most_rows": 1e5}

FILES: dict[str, File] = {
    **ACCESS,
    "audit/auth/answer": File(parts={"function": identifier("pg_catalog", "pg_backend_pid")}),
    "audit/auth/claim": File(lambda place: {"claims": "{}"}),
    "audit/auth/events": File(
        lambda place: {"days": 7, "most": 10},
        {"events": identifier("public", "free_events")},
        waits=({}, {"events": identifier("public", "app_settings")}),
    ),
    "audit/auth/identity_functions": File(),
    "audit/auth/parts": File(),
    "audit/auth/roles": File(lambda place: {"names": ["anon"]}),
    "audit/templates/near": File(lambda place: {"relation": "public.app_settings"}),
    "catalog/backend_pid": File(),
    "catalog/become": File(lambda place: {"role": place.role, "claims": "{}"}),
    "catalog/begin": File(lambda place: {"statement_timeout": "5s", "lock_timeout": "200ms", "idle_timeout": "30s"}),
    "catalog/connections": File(),
    "catalog/database_size": File(),
    "catalog/identity": File(),
    "catalog/probe_clock": File(),
    "catalog/probe_extensions": File(),
    "catalog/probe_role": File(),
    "catalog/server": File(),
    "content/relation_named": File(lambda place: {"schema": "public", "name": "app_settings"}),
    "content/relation_names": File(lambda place: {"platform_schemas": list(PLATFORM_SCHEMAS)}),
    "content/relation_shape": File(lambda place: {"oids": [*place.oids, place.free]}),
    "content/settings": File(
        lambda place: {"characters": 100, "wanted": None, "rows": 10},
        _settings("free_settings"),
        waits=({}, _settings("app_settings")),
    ),
    "content/settings_candidates": File(lambda place: {**_WORDS, "platform_schemas": list(PLATFORM_SCHEMAS)}),
    "content/view_changes": File(lambda place: {"oid": place.free}, waits=({"oid": "seen"}, {})),
    "records/relations": File(lambda place: {"platform_schemas": list(PLATFORM_SCHEMAS)}),
    "records/shapes": File(lambda place: {"oids": [*place.oids, place.free]}),
    "records/index_expressions": File(lambda place: {"oids": [*place.oids, place.free]}),
    "records/check_texts": File(lambda place: {"oids": [*place.oids, place.free]}),
    "records/try_expression": File(parts={"explained": expression("select 1")}),
    "records/standing": File(),
    "records/sampled": File(lambda place: {"oids": [*place.oids], "names": ["id" for _ in place.oids]}),
    "records/search_begins": File(),
    "records/audit_rows": File(
        lambda place: {"names": ["b"], "row": "b", "most": 3},
        _audit_rows("free_settings"),
        waits=({}, _audit_rows("app_settings")),
    ),
    "records/places": File(
        lambda place: {"parent": "1", "oid": place.free, "position": "parent"},
        _places("free_settings"),
        waits=({"parent": "1", "oid": 1, "position": "parent"}, _places("app_settings")),
    ),
    "records/same_places": File(
        lambda place: {"parent": "1", "seen_keys": [], "seen_places": []},
        _places("free_settings"),
        waits=({"parent": "1", "seen_keys": [], "seen_places": []}, _places("app_settings")),
    ),
    "migrations/history": File(
        lambda place: {"rows": 10}, _history("free_settings"), waits=({}, _history("app_settings"))
    ),
    "migrations/history_statements": File(
        lambda place: {"versions": ["b"]}, _statements("free_settings"), waits=({}, _statements("app_settings"))
    ),
    "migrations/history_tables": File(lambda place: {"telltales": ["key", "id"]}),
    "migrations/history_is": File(
        lambda place: {"digest": ""}, _keyed("free_settings"), waits=({}, _keyed("app_settings"))
    ),
    "migrations/history_is_absent": File(lambda place: {"history": "public.app_settings"}),
    "migrations/index_is_added": File(lambda place: {"of_table": 0, "before": [0]}),
    "migrations/index_is_gone": File(_index),
    "migrations/index_is_invalid": File(_index),
    "migrations/index_is_valid": File(_index),
    "migrations/indexes_of": File(lambda place: {"name": "public.app_settings"}),
    "migrations/invalid_indexes": File(),
    "migrations/is_not_recorded": File(
        lambda place: {"key": "b"}, _keyed("free_settings"), waits=({}, _keyed("app_settings"))
    ),
    "migrations/is_recorded": File(
        lambda place: {"key": "b"}, _keyed("free_settings"), waits=({}, _keyed("app_settings"))
    ),
    "migrations/may_record": File(lambda place: {"history": "public.app_settings", "schema": "public"}),
    "migrations/relations": File(lambda place: {"names": ["app_settings", "absent"]}),
    "migrations/rows_doubled": File(
        _most, _rows("free_settings", "there", "columns"), waits=({}, _rows("app_settings", "there", "columns"))
    ),
    "migrations/rows_null": File(_most, _rows("free_settings", "field"), waits=({}, _rows("app_settings", "field"))),
    "migrations/rows_orphaned": File(
        _most,
        _rows("free_settings", "there", "other", "matches"),
        waits=({}, _rows("app_settings", "there", "other", "matches")),
    ),
    "migrations/rows_refused": File(
        _most, _rows("free_settings", "expression"), waits=({}, _rows("app_settings", "expression"))
    ),
    "migrations/seed_files": File(
        lambda place: {"rows": 10}, _seeds("free_settings"), waits=({}, _seeds("app_settings"))
    ),
    "migrations/seed_is_recorded": File(
        lambda place: {"path": "a", "hash": "b"}, _seeds("free_settings"), waits=({}, _seeds("app_settings"))
    ),
    "migrations/seed_tables": File(lambda place: {"schema": "public", "seeds": "public.app_settings"}),
    "migrations/presence": File(
        lambda place: {"wanted": '[{"place": 0, "family": "relation", "schema": null, "name": "app_settings"}]'}
    ),
    "migrations/uses": File(
        lambda place: {
            "dropped": '[{"place": 0, "schema": "public", "relation": "app_settings", "attribute": "value"}]',
            "platform_schemas": list(PLATFORM_SCHEMAS),
        }
    ),
    "migrations/file_nodes": File(),
    "records/index_ground": File(lambda place: {"schema": "public", "table": "events"}),
    "roles/is_self": File(lambda place: {"role": place.role}),
    "roles/standing": File(lambda place: {"role": place.role, "members": ["pg_monitor"], "oids": list(place.oids)}),
    "schema/aggregates": File(_platform),
    "schema/comments": File(_platform),
    "schema/composites": File(_platform),
    "schema/constraints": File(_platform),
    "schema/default_privileges": File(_platform),
    "schema/dependencies": File(),
    "schema/domain_constraints": File(_platform),
    "schema/domains": File(_platform),
    "schema/enums": File(_platform),
    "schema/extensions": File(_platform),
    "schema/functions": File(_platform),
    "schema/grants": File(_platform),
    "schema/indexes": File(_platform),
    "schema/materialized_views": File(_platform),
    "schema/owners": File(_platform),
    "schema/platform": File(),
    "schema/policies": File(_platform),
    "schema/role_attributes": File(),
    "schema/role_members": File(),
    "schema/roles": File(),
    "schema/rules": File(_platform),
    "schema/schemas": File(_platform),
    "schema/sequence_owners": File(_platform),
    "schema/sequences": File(_platform),
    "schema/settle": File(),
    "schema/table_settings": File(_platform),
    "schema/tables": File(_platform),
    "schema/triggers": File(_platform),
    "schema/views": File(_platform),
}

REFUSED = {"audit/hba_trust"}


def _check(text: str) -> File:
    """A check of the audit: what it asks for among what every check may ask for."""
    known = {"audience": [0], "exposed": ["public"], "platform_schemas": list(PLATFORM_SCHEMAS)}
    known["advisor_schemas"] = known["closed_schemas"] = known["platform_schemas"]
    binds = {bind: value for bind, value in known.items() if f"({bind})" in text}
    return File(lambda place: binds)


for check in (*all_checks(), *advisor_checks()):
    made = _check(load(check.file).text)
    FILES[check.file] = replace(made, refused=check.file in REFUSED)
_ORPHANS = ("there", "other", "matches")
FILES["audit/facts/orphans"] = File(
    _most, _rows("free_settings", *_ORPHANS), waits=({}, _rows("app_settings", *_ORPHANS))
)
_MUTED = [{"place": 0, "kind": "table", "schema": "public", "object": "app_settings", "parts": {}, "secures": True}]
FILES["audit/facts/definitions"] = File(lambda place: {"wanted": json.dumps(_MUTED)})
FILES["audit/facts/surroundings"] = File(lambda place: {"roles": [place.role], "schemas": [], **_platform(place)})

_LINEUPS: dict[str, dict[str, Any]] = {
    "nights": {"event": None, "since": None, "until": None, "newest": False, "most": 3},
    "spots": {"parent": "b"},
    "applications": {"parent": "b", "waiting": ["b"]},
    "acts": {"text": "b", "there": [], "keys": None},
    "rows": {"parent": "b", "keys": ["b"], "hidden": []},
    "in_order": {"parent": "b", "count": 0, "base": 1},
    "sales": {"event": "b"},
}
for name, binds in _LINEUPS.items():
    FILES[f"lineups/{name}"] = _lineup_file(f"lineups/{name}", **binds)

WRITES = {
    "lineups/change_spot",
    "lineups/insert_spot",
    "lineups/remove_spots",
    "records/clear_places",
    "records/lock_parent",
    "records/place_rows",
    "audit/change/lock_limit",
    "content/add_setting",
    "content/add_setting_and_time",
    "content/remove_setting",
    "content/set_setting",
    "content/set_setting_and_time",
    "migrations/add_supabase_name",
    "migrations/add_supabase_statements",
    "migrations/create_dbmate_history",
    "migrations/create_prisma_history",
    "migrations/create_schema",
    "migrations/create_seed_files",
    "migrations/create_supabase_history",
    "migrations/drop_index",
    "migrations/mark_supabase",
    "migrations/record_dbmate",
    "migrations/record_prisma",
    "migrations/record_seed",
    "migrations/record_supabase",
    "migrations/roll_back_prisma",
    "migrations/unmark_prisma",
    "migrations/unmark_version",
    "schema/change/add_column",
    "schema/change/add_identity",
    "schema/change/column_collation",
    "schema/change/column_type",
    "schema/change/drop_column",
    "schema/change/drop_extension",
    "schema/change/drop_default",
    "schema/change/drop_expression",
    "schema/change/drop_identity",
    "schema/change/drop_not_null",
    "schema/change/head",
    "schema/change/make_role",
    "schema/change/end_createrole",
    "schema/change/end_superuser",
    "schema/change/make_plain",
    "schema/change/own_database",
    "schema/change/plain",
    "schema/change/set_default",
    "schema/change/set_identity",
    "schema/change/set_not_null",
}
"""Run by the guard alone, whose tests run them; those of schema/change are words of a generated file."""

FILES |= {
    name: File(binds, every_health.PARTS.get(name, {}), refused=name in every_health.REFUSED)
    for name, binds in every_health.BINDS.items()
}
WRITES |= every_health.WRITES | access_files.WRITES | role_files.WRITES
