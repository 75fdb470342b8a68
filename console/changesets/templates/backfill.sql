-- pg-delta: transaction=false
{{header}}
--
-- {{batch}} rows at a time with a pause of {{pause}} s, each batch its own transaction: stop it when you like, and run it
-- again to go on. A row must not match the condition any more once it has its value.

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
            where {{condition}}
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
        raise notice '% rows of {{schema}}.{{table}} are done', total;
        perform pg_catalog.pg_sleep({{pause}});
    end loop;
    if exists (select from {{schema}}.{{table}} where {{condition}}) then
        raise exception 'rows of {{schema}}.{{table}} are left' using hint = 'Run it again.';
    end if;
end;
$$;

-- ROLLBACK
-- set lock_timeout = '4s';
-- update {{schema}}.{{table}} set {{column}} = {{before}} where {{done}};

-- VERIFY
-- select not exists (select from {{schema}}.{{table}} where {{condition}}) as "every row is done";
