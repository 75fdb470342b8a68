"""Schemas that belong to a platform and not to the people who use the database. The only list of them.

SQL gets it as the bind `platform_schemas`, beside `starts_with(nspname, 'pg_')` for what PostgreSQL itself makes.
"""

from __future__ import annotations

ADVISOR_SCHEMAS: tuple[str, ...] = (
    *("_timescaledb_cache", "_timescaledb_catalog", "_timescaledb_config", "_timescaledb_internal"),
    *("auth", "cron", "extensions", "graphql", "graphql_public", "information_schema", "net", "pg_catalog"),
    *("pgbouncer", "pgmq", "pgroonga", "pgsodium", "pgsodium_masks", "pgtle", "realtime", "repack", "storage"),
    *("supabase_functions", "supabase_migrations", "tiger", "topology", "vault"),
)
"""What Supabase's advisor leaves out. It is theirs, for comparison alone: nothing else asks for it."""

PLATFORM_SCHEMAS: tuple[str, ...] = (
    "information_schema",
    # Supabase
    "_analytics",
    "_realtime",
    "_supavisor",
    "auth",
    "cron",
    "dbdev",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "pgsodium_masks",
    "pgtle",
    "realtime",
    "repack",
    "storage",
    "supabase_functions",
    "supabase_migrations",
    "tiger",
    "tiger_data",
    "topology",
    "vault",
    # Neon, Hasura, Citus, Timescale
    "neon",
    "neon_auth",
    "hdb_catalog",
    "citus",
    "citus_internal",
    "_timescaledb_cache",
    "_timescaledb_catalog",
    "_timescaledb_config",
    "_timescaledb_internal",
    "timescaledb_information",
)
