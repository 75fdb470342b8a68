-- title: What an auditor asks
-- why: tables without row level security, policies that let everybody in, functions that trust their caller's path.

create or replace view ops.row_level_security as
select
    c.oid::regclass as relation,
    c.relrowsecurity as enabled,
    c.relforcerowsecurity as forced,
    count(p.oid) as policies,
    case
        when not c.relrowsecurity and count(p.oid) > 0 then 'policies without effect'
        when not c.relrowsecurity then 'off'
        when count(p.oid) = 0 then 'on, nobody gets in'
        else 'on'
    end as state
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
left join pg_catalog.pg_policy as p on c.oid = p.polrelid
where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)'
group by c.oid, c.relrowsecurity, c.relforcerowsecurity;

-- The whole expression is compared: "like '%true%'" finds every "is_active = true" as well.
create or replace view ops.open_policies as
select
    p.schemaname,
    p.tablename,
    p.policyname,
    p.cmd,
    p.roles
from pg_catalog.pg_policies as p
where
    (p.cmd <> 'INSERT' and coalesce(p.qual, 'true') = 'true')
    or (p.cmd in ('INSERT', 'UPDATE', 'ALL') and p.with_check = 'true');

create or replace view ops.definers_without_search_path as
select p.oid::regprocedure as function
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
where
    p.prosecdef
    and n.nspname !~ '^(pg_|information_schema$)'
    and not exists (
        select 1 from unnest(p.proconfig) as setting (text)
        where setting.text ~ '^search_path='
    );

create or replace view ops.sensitive_columns as
select
    c.table_schema,
    c.table_name,
    c.column_name,
    c.data_type
from information_schema.columns as c
where
    c.table_schema !~ '^(pg_|information_schema$)'
    and c.column_name ~* '(password|secret|token|ssn|credit|api_?key|medical)';

-- ROLLBACK
-- drop view ops.sensitive_columns;
-- drop view ops.definers_without_search_path;
-- drop view ops.open_policies;
-- drop view ops.row_level_security;
