-- title: The timeline that the server writes on
-- needs: a primary
-- why: After a failover the same transaction number may mean another transaction. The name of the current WAL file has
--   it at once; the control file only after the next checkpoint.
select
    (
        'x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8)
    )::bit(32)::bigint::integer as timeline
