-- title: Policies of row security
-- why: Printing one waits for its table and those that it asks; those that somebody holds or awaits are left unread.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

held as materialized (
    select d.objid as oid
    from busy as b
    inner join pg_catalog.pg_depend as d
        on d.refobjid = b.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
)

select
    'policy' as kind,
    'p' || p.oid as address,
    whole.named || ' ' || pg_catalog.quote_ident(p.polname) as name,
    whole.named as parent,
    case when free.held then null else rules.listed end as definition,
    'create policy ' || pg_catalog.quote_ident(p.polname) || ' on ' || whole.named || ' ' || rules.listed as creates,
    'drop policy if exists ' || pg_catalog.quote_ident(p.polname) || ' on ' || whole.named as drops,
    free.held
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on c.oid = p.polrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            p.polrelid in (select b.oid from busy as b)
            or p.oid in (select h.oid from held as h) as held
    ) as free
cross join
    lateral (
        select
            coalesce(
                pg_catalog.string_agg(
                    case o.role
                        when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.role))
                    end,
                    ', ' order by pg_catalog.pg_get_userbyid(o.role)
                ), 'public'
            ) as listed
        from pg_catalog.unnest(p.polroles) as o (role)
    ) as roles
cross join
    lateral (
        select
            case when p.polpermissive then 'as permissive' else 'as restrictive' end
            || ' for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                when 'd' then 'delete' else 'all'
            end
            || ' to ' || roles.listed
            || case
                when free.held then ''
                else coalesce(' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '')
                    || coalesce(' with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
            end as listed
    ) as rules
-- The platform has tables that are there for the policies of others.
where (n.nspname <> all(%(platform_schemas)s) or n.nspname in ('storage', 'realtime'))
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by name
