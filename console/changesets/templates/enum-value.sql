{{header}}
--
-- A new value cannot be used in the transaction that adds it: use it in the next migration.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter type {{schema}}.{{enum}} add value if not exists '{{label}}';

-- ROLLBACK
-- -- A value cannot be taken away: the type is made anew without it, and every row of the table is written. Rows that
-- -- have the value stop it. Views, policies and indexes that use the column have to go before and come back after.
-- set local lock_timeout = '4s';
-- alter type {{schema}}.{{enum}} rename to {{enum}}_before;
-- do $$
-- begin
--     execute pg_catalog.format(
--         'create type {{schema}}.{{enum}} as enum (%s)',
--         (
--             select pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' order by enumsortorder)
--             from pg_catalog.pg_enum
--             where enumtypid = '{{schema}}.{{enum}}_before'::regtype and enumlabel <> '{{label}}'
--         )
--     );
-- end;
-- $$;
-- alter table {{schema}}.{{table}} alter column {{column}} drop default;
-- alter table {{schema}}.{{table}} alter column {{column}} type {{schema}}.{{enum}}
--     using {{column}}::text::{{schema}}.{{enum}};
-- alter table {{schema}}.{{table}} alter column {{column}} set default {{default}};
-- drop type {{schema}}.{{enum}}_before;

-- VERIFY
-- select count(*) = 1 as "the value is there" from pg_catalog.pg_enum
-- where enumtypid = '{{schema}}.{{enum}}'::regtype and enumlabel = '{{label}}';
