{{header}}
--
-- Step 1 of 3: the new column beside the old one, and a trigger that keeps both the same, so that the old and the new
-- application can write at the same time.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table {{schema}}.{{table}} add column if not exists {{new_column}} {{type}};

create or replace function {{schema}}.{{table}}_{{column}}_mirror() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.{{new_column}} is distinct from old.{{new_column}} then -- old has nothing at an insert
        new.{{column}} := new.{{new_column}};
    else
        new.{{new_column}} := new.{{column}};
    end if;
    return new;
end;
$$;

create or replace trigger {{table}}_{{column}}_mirror
    before insert or update on {{schema}}.{{table}}
    for each row execute function {{schema}}.{{table}}_{{column}}_mirror();

-- ROLLBACK
-- set local lock_timeout = '4s';
-- drop trigger if exists {{table}}_{{column}}_mirror on {{schema}}.{{table}};
-- drop function if exists {{schema}}.{{table}}_{{column}}_mirror();
-- alter table {{schema}}.{{table}} drop column if exists {{new_column}};

-- VERIFY
-- select count(*) = 2 as "both columns are there" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname in ('{{column}}', '{{new_column}}') and not attisdropped;
