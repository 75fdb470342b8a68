-- title: Be who logged in until this transaction ends
-- why: A file may have taken another role for what follows in it; its record is written by whoever logged in. No value
--   means what the session had at its start.
select
    pg_catalog.set_config('session_authorization', null, true),
    pg_catalog.set_config('role', null, true)
