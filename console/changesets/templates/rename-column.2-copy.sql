-- pg-delta: transaction=false
{{header}}
--
-- Step 2 of 3: older rows get the value in the new column too, {{batch}} at a time. Each batch is its own transaction:
-- stop it when you like, and run it again to go on. Then make
-- for the new column what the old one has (default, constraints, indexes), and release an application that uses it alone.

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
            where {{new_column}} is distinct from {{column}}
            limit {{batch}}
            for update skip locked
        )
        update {{schema}}.{{table}} as row_of
        set {{new_column}} = row_of.{{column}}
        from batch
        where row_of.ctid = batch.ctid;
        get diagnostics changed = row_count;
        commit;
        exit when changed = 0;
        total := total + changed;
        raise notice '% rows of {{schema}}.{{table}} are copied', total;
        perform pg_catalog.pg_sleep({{pause}});
    end loop;
    if exists (select from {{schema}}.{{table}} where {{new_column}} is distinct from {{column}}) then
        raise exception 'rows of {{schema}}.{{table}} are left' using hint = 'Run it again.';
    end if;
end;
$$;

-- ROLLBACK
-- -- The values may stay: step 1 takes the new column away.
-- select 1;

-- VERIFY
-- select not exists (
--     select from {{schema}}.{{table}} where {{new_column}} is distinct from {{column}}
-- ) as "both columns are the same";
