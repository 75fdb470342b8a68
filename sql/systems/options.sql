-- title: Options of a sample system
-- why: psql variables end here. Every other file reads them with current_setting(), so that it is plain SQL.
--
-- scale   how many times the usual amount of rows (a whole number, 1 or more)
-- anchor  the day that the data calls "today" (yyyy-mm-dd); the same anchor gives the same rows, byte for byte
-- system, version   what the mark on the database says afterwards (loaded.sql)
-- history  the migrations of the system as JSON, with version, name and statements (history_*.sql)

\if :{?scale}
\else
\set scale 1
\endif
\if :{?anchor}
\else
select current_date as anchor \gset
\endif
\if :{?system}
\else
\set system by-hand
\endif
\if :{?version}
\else
\set version 0
\endif
\if :{?history}
\else
\set history []
\endif

-- One transaction from here to the end of loaded.sql: a system is loaded as a whole or not at all.
begin;

-- Notices about what is already there, and about wal_level for the publication, are of no use to who starts a demo.
set local client_min_messages = error;

-- A load sorts and indexes everything once, so it may use more memory than a session usually gets.
set local work_mem = '64MB';
set local maintenance_work_mem = '256MB';
set local jit = off;

-- Times are computed from the anchor in UTC, whatever the zone of the machine.
set local timezone = 'UTC';

select
    pg_catalog.set_config('demo.scale', :'scale', false) as scale,
    pg_catalog.set_config('demo.anchor', :'anchor', false) as anchor,
    pg_catalog.set_config('demo.system', :'system', false) as system,
    pg_catalog.set_config('demo.version', :'version', false) as version,
    pg_catalog.set_config('demo.history', :'history', true) as history
\g /dev/null
