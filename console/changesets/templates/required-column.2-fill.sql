-- pg-delta: transaction=false
{{header}}
--
-- Phase 2 of 3: older rows get their value, {{batch}} at a time. Each batch is its own transaction: stop it when you
-- like, and run it again to go on.

set lock_timeout = '4s';
set statement_timeout = 0;
-- A new column has no statistics yet: without these, each batch would read and sort the whole table.
set plan_cache_mode = force_custom_plan;
set enable_sort = off;

do $$
declare
    _changed bigint;
    _total bigint := 0;
    _last {{schema}}.{{table}}.{{key}}%type;
begin
    loop
        with batch as (
            select {{key}} as batch_key from {{schema}}.{{table}}
            where ({{column}} is null) and (_last is null or {{key}} > _last)
            order by {{key}}
            limit {{batch}}
            for update skip locked
        ),
        written as (
            update {{schema}}.{{table}} as row_of
            set {{column}} = {{value}}
            from batch
            where row_of.{{key}} = batch.batch_key
        )
        select count(*), (array_agg(batch_key order by batch_key desc))[1] into _changed, _last from batch;
        commit;
        exit when _changed = 0;
        _total := _total + _changed;
        raise notice '% rows of {{schema}}.{{table}} are filled, the last is %', _total, _last;
        perform pg_catalog.pg_sleep({{pause}});
    end loop;
    -- Rows that others held, came in meanwhile, or match the condition still.
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
