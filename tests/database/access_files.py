"""What the statements under sql/access are tried with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from console.database.names import definitions, expression, identifier, listed, names_of, pairs
from tests.database.entries import File, Place


def _most(place: Place) -> Mapping[str, Any]:
    return {"most": 10}


def _relation(place: Place) -> Mapping[str, Any]:
    return {"relation": place.free}


_KEY_COLUMNS = {"columns": identifier("key")}


def _in(table: str) -> dict[str, sql.Composable]:
    return {"relation": identifier("public", table)}


def _row(table: str) -> dict[str, sql.Composable]:
    return _in(table) | {"condition": expression("t.key = 'b'")}


def _keys_seen(table: str) -> dict[str, sql.Composable]:
    return (
        _in(table)
        | _KEY_OF_T
        | {"definitions": definitions([("key", "text")]), "matches": pairs("t", ["key"], "k", ["key"])}
    )


_KEY_OF_T = {"columns": names_of("t", ["key"])}


def _people(table: str) -> dict[str, sql.Composable]:
    return {"people": identifier("public", table), "id": identifier("key"), "address": identifier("key")}


def _verdicts(table: str) -> dict[str, sql.Composable]:
    return _in(table) | {"alias": identifier(table), "verdicts": listed(["key = 'b'"], "said_")}


def _clause(table: str) -> dict[str, sql.Composable]:
    return _in(table) | {"alias": identifier(table), "expression": expression("key = 'b'")}


_POLICY = '[{"place": 0, "schema": "public", "object": "app_settings", "policy": "own"}]'


ACCESS: dict[str, File] = {
    "access/column_rights": File(lambda place: {"roles": [10], "relations": [*place.oids, place.free]}),
    "access/columns": File(_relation),
    "access/count_query": File(_most, {"inner": expression("select 1 as one")}),
    "access/sample_query": File(_most, {"inner": expression("select 1 as one")}),
    "access/count_rows": File(_most, _in("free_settings"), waits=({}, _in("app_settings"))),
    "access/default_privileges": File(),
    "access/exposed": File(),
    "access/definers": File(lambda place: {"roles": [10]}),
    "access/grants": File(lambda place: {"samples": list(place.oids), "relations": list(place.oids)}),
    "access/keys": File(_most, _in("free_settings") | _KEY_COLUMNS, waits=({}, _in("app_settings") | _KEY_COLUMNS)),
    "access/keys_seen": File(
        lambda place: {"keys": '[{"key": "b"}]'}, _keys_seen("free_settings"), waits=({}, _keys_seen("app_settings"))
    ),
    "access/memberships": File(),
    "access/people": File(lambda place: {"wanted": "b"}, _people("free_settings"), waits=({}, _people("app_settings"))),
    "access/policies": File(),
    "access/policy_calls": File(lambda place: {"roles": [10]}),
    "access/policy_functions": File(lambda place: {"relations": list(place.oids)}),
    "access/probe": File(_relation),
    "access/references": File(),
    "access/rows": File(_most, _row("free_settings"), waits=({"most": 10}, _row("app_settings"))),
    "access/cost/clause": File(parts=_clause("free_settings"), waits=({}, _clause("app_settings"))),
    "access/cost/functions": File(lambda place: {"wanted": '[{"schema": "public", "name": "stamp"}]'}),
    "access/cost/policy": File(
        lambda place: {"wanted": _POLICY.replace("app_", "free_")}, waits=({"wanted": _POLICY}, {})
    ),
    "access/cost/rules": File(lambda place: {"relation": "public.free_settings"}),
    "access/cost/values": File(lambda place: {"relation": "public.free_settings", "own": "b"}),
    "access/cost/whole": File(parts=_in("free_settings"), waits=({}, _in("app_settings"))),
    "access/write/beside": File(lambda place: {**_relation(place), "event": 4}),
    "access/write/columns": File(lambda place: {"relation": "public.free_settings"}),
    "access/reach": File(lambda place: {"roles": [10]}),
    "access/relations": File(),
    "access/rights": File(lambda place: {"roles": [10], "samples": list(place.oids)}),
    "access/roles": File(),
    "access/row": File(parts=_row("free_settings"), waits=({}, _row("app_settings"))),
    "access/row_seen": File(parts=_row("free_settings"), waits=({}, _row("app_settings"))),
    "access/sample_rows": File(
        _most, _in("free_settings") | _KEY_COLUMNS, waits=({}, _in("app_settings") | _KEY_COLUMNS)
    ),
    "access/schema_rights": File(lambda place: {"roles": [10]}),
    "access/verdicts": File(
        lambda place: {"rows": '[{"key": "b"}]'}, _verdicts("free_settings"), waits=({}, _verdicts("app_settings"))
    ),
    "access/views": File(),
}

WRITES = {
    f"access/write/{name}"
    for name in ("advance", "copied", "delete", "insert", "name", "quietly", "tried", "try", "update")
} | {
    f"access/cost/{name}"
    for name in ("alter_check", "alter_using", "drop_check", "drop_not_null", "fill", "read", "time", "times")
}
"""Run on a copy of a schema, or taken back by the guard."""
