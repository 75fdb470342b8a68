"""What the statements of health and maintenance are tried with: a part of `every_file`, which is long enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from psycopg import sql

from console.core.schemas import PLATFORM_SCHEMAS
from console.database.names import expression
from console.database.sql import load
from console.health.checks import all_checks

Binds = Callable[[Any], Mapping[str, Any]]

_SESSION = {"pid": 1, "backend_start": "1.0", "query_start": None}
_STATEMENTS = """(select 1::bigint as queryid, 10::oid as userid, 1::oid as dbid, true as toplevel, 1::bigint as calls,
 1::float8 as total_exec_time, 1::float8 as mean_exec_time, 1::float8 as max_exec_time, 1::float8 as stddev_exec_time,
 1::bigint as rows, 1::bigint as shared_blks_hit, 1::bigint as shared_blks_read, 1::bigint as temp_blks_written,
 1::numeric as wal_bytes, 'x' as query)"""
"""In place of pg_stat_statements, which not every server has."""

_ONE: Mapping[str, sql.Composable] = {"explained": expression("select 1")}

_RUNS = """(select 1::bigint as jobid, 1::bigint as runid, 'failed' as status, 'x' as return_message,
 now() as start_time)"""
_JOBS = "(select 1::bigint as jobid, 'x' as jobname, 'x' as schedule, 'x' as database, true as active)"

PARTS: dict[str, Mapping[str, sql.Composable]] = {
    "health/checks/cron_failed": {"runs": expression(_RUNS), "jobs": expression(_JOBS)},
    "health/explain": _ONE,
    "health/explain_generic": _ONE,
    "health/statement_text": {"statements": expression(_STATEMENTS)},
    "health/statements": {"statements": expression(_STATEMENTS)},
}


def _given(binds: Mapping[str, Any], place: Any) -> Mapping[str, Any]:
    return binds


def _checked(name: str) -> Binds:
    """A check is given what its file asks for."""
    given = {"platform_schemas": list(PLATFORM_SCHEMAS), "warning": 0.0, "least": 0.0, "pools": "[]", "gone": "[]"}
    text = load(name).text
    return partial(_given, {bind: value for bind, value in given.items() if f"%({bind})s" in text})


BINDS: dict[str, Binds] = {
    **{
        f"health/detail_{part}": lambda place: {"oid": place.oids[0]}
        for part in ("constraints", "indexes", "policies", "storage", "triggers")
    },
    "health/exact_sizes": lambda place: {"oids": [*place.oids, place.free]},
    "health/index_definitions": lambda place: {"oids": [*place.oids, place.free]},
    "health/explain": partial(_given, {}),
    "health/explain_generic": partial(_given, {}),
    "health/index_columns": partial(_given, {"schema": "public", "name": "app_settings"}),
    "health/indexes": partial(_given, {}),
    "health/disk": partial(_given, {}),
    "health/locks": partial(_given, {"pid": 1}),
    "health/progress": partial(_given, {}),
    "health/publications": partial(_given, {"platform_schemas": list(PLATFORM_SCHEMAS)}),
    "health/recovery": partial(_given, {}),
    "health/rights": partial(_given, {}),
    "health/sessions": partial(_given, {}),
    "health/settings": partial(_given, {"names": ["autovacuum"]}),
    "health/slots": partial(_given, {}),
    "health/standbys": partial(_given, {}),
    "health/statement_text": partial(_given, {"query_id": "1"}),
    "health/statements": partial(_given, {"most": 10}),
    "health/table_detail": lambda place: {"oid": place.free},
    "health/tables": partial(_given, {}),
    "health/vitals": partial(_given, {}),
    **{name: _checked(name) for check in all_checks() for name in [f"health/checks/{check.name}"]},
    "maintenance/is_droppable": lambda place: {"oid": place.free},
    "maintenance/is_not_prepared": partial(_given, {"gid": "x"}),
    "maintenance/slot_is_idle": partial(_given, {"name": "x"}),
    "maintenance/is_no_partition": lambda place: {"oid": place.free},
    "maintenance/partition": lambda place: {"oid": place.oids[-3:][0]},
    "maintenance/partition_tree": lambda place: {"oid": place.oids[-4:][0], "columns": ["id"]},
    "maintenance/is_free_name": partial(_given, {"schema": "public", "name": "kept"}),
    "maintenance/query_ended": partial(_given, _SESSION),
    "maintenance/session": partial(_given, {"pid": 1}),
    "maintenance/session_at_it": partial(_given, _SESSION),
    "maintenance/thing": partial(_given, {"schema": "public", "name": "app_settings_pkey"}),
    "maintenance/vacuumed_since": lambda place: {"oid": place.free, "since": "2026-01-01"},
    "maintenance/written_anew": partial(_given, {"schema": "public", "name": "kept", "file": 1}),
}

REFUSED = {"health/checks/wal_folder"}
"""What the server keeps from a role that may do nothing."""

WRITES = {
    "maintenance/analyze",
    "maintenance/set_setting",
    "maintenance/attach_index",
    "maintenance/attach_partition",
    "maintenance/check_index",
    "maintenance/create_index_only",
    "maintenance/detach_partition",
    "maintenance/detach_partition_now",
    "maintenance/drop_index_now",
    "maintenance/drop_slot",
    "maintenance/roll_back_prepared",
    "maintenance/finalize_partition",
    "maintenance/cancel_session",
    "maintenance/candidate_index",
    "maintenance/create_index",
    "maintenance/drop_index",
    "maintenance/publish",
    "maintenance/reindex",
    "maintenance/replica_identity",
    "maintenance/reset_option",
    "maintenance/reset_statements",
    "maintenance/restore_index",
    "maintenance/set_option",
    "maintenance/table_like",
    "maintenance/terminate_session",
    "maintenance/unpublish",
    "maintenance/vacuum",
    "maintenance/vacuum_full",
}
