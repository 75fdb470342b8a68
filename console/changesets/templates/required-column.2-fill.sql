-- pg-delta: transaction=false
{{header}}
--
-- Phase 2 of 3: older rows get their value, {{batch}} at a time. Each batch is its own transaction: stop it when you
-- like, and run it again to go on.

set lock_timeout = '4s';
set statement_timeout = 0;

do $$
declare
    changed bigint;
    total bigint := 0;
begin
    loop
        with batch as (
            select ctid from {{schema}}.{{table}}
            where {{column}} is null
            limit {{batch}}
            for update skip locked
        )
        update {{schema}}.{{table}} as row_of
        set {{column}} = {{value}}
        from batch
        where row_of.ctid = batch.ctid;
        get diagnostics changed = row_count;
        commit;
        exit when changed = 0;
        total := total + changed;
        raise notice '% rows of {{schema}}.{{table}} are filled', total;
        perform pg_catalog.pg_sleep({{pause}});
    end loop;
    -- Rows that others held, or a value that is null itself.
    if exists (select from {{schema}}.{{table}} where {{column}} is null) then
        raise exception 'rows of {{schema}}.{{table}} are left' using hint = 'Run it again.';
    end if;
end;
$$;

-- ROLLBACK
-- -- The values may stay: phase 1 takes the column away.
-- select 1;

-- VERIFY
-- select not exists (select from {{schema}}.{{table}} where {{column}} is null) as "every row has a value";
