{{header}}
--
-- Step 2 of 2, in a later release: the column goes, and its values with it. They are kept in a table of their own, so
-- that the reverse can bring them back; drop that table when nobody wants them any more.
-- The copy is made while the table is in use: an application that still writes the column would lose what it writes.

set local lock_timeout = '4s';
set local statement_timeout = '10min';

do $$
begin
    if exists (
        select from pg_catalog.pg_attribute
        where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}' and not attisdropped
    ) then
        create table if not exists {{schema}}.{{table}}_{{column}}_kept as
            select {{key}}, {{column}} from {{schema}}.{{table}} where {{column}} is not null;
    end if;
end;
$$;
alter table {{schema}}.{{table}}_{{column}}_kept enable row level security;

-- Without cascade: what still uses the column is named in the error.
alter table {{schema}}.{{table}} drop column if exists {{column}};

-- ROLLBACK
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} add column if not exists {{column}} {{type}};
-- alter table {{schema}}.{{table}} alter column {{column}} set default {{default}};
-- update {{schema}}.{{table}} as row_of set {{column}} = kept.{{column}}
-- from {{schema}}.{{table}}_{{column}}_kept as kept where kept.{{key}} = row_of.{{key}};
-- drop table {{schema}}.{{table}}_{{column}}_kept;

-- VERIFY
-- select count(*) = 0 as "the column is gone" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}' and not attisdropped;
