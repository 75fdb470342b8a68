-- title: View of the log-ins that others can read
-- level: error
-- area: security
-- why: auth.users holds e-mail addresses, phone numbers and hashes. A view over it hands them to whoever reads the
--   view.
-- fix: revoke select on {relation} from {role}
-- advisor: auth_users_exposed
with recursive
audience as materialized (
    select
        a.role as oid,
        case a.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.role)::text end as rolname,
        case a.role when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.role)) end as role
    from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
),

usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
),

reads as (
    select distinct
        r.ev_class as view,
        d.refobjid as relation
    from pg_catalog.pg_rewrite as r
    inner join pg_catalog.pg_class as v on r.ev_class = v.oid and v.relkind in ('v', 'm')
    inner join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            and d.objid = r.oid
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.refobjid <> r.ev_class
    where r.ev_type = '1'
),

walked as (
    select
        v.oid as top,
        v.oid as view,
        0 as depth
    from pg_catalog.pg_class as v
    inner join usable as n on v.relnamespace = n.oid
    where v.relkind in ('v', 'm')
    union
    select
        w.top,
        e.relation,
        1
    from walked as w
    inner join reads as e on w.view = e.view
)

select
    n.nspname as schema,
    v.relname as object,
    case v.relkind when 'm' then 'materialized view' else 'view' end as object_type,
    pg_catalog.json_build_object('role', a.rolname) as sub,
    a.rolname || ' reads what it takes from auth.users.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(v.relname) as relation,
    a.role
from walked as w
inner join pg_catalog.pg_class as v on w.top = v.oid
inner join usable as n on v.relnamespace = n.oid
inner join pg_catalog.pg_class as t on w.view = t.oid and t.relname = 'users'
inner join pg_catalog.pg_namespace as tn on t.relnamespace = tn.oid and tn.nspname = 'auth'
cross join audience as a
where pg_catalog.has_any_column_privilege(a.oid, v.oid, 'select')
    and (
        v.relkind = 'm'
        or not exists (
            select 1 from pg_catalog.unnest(v.reloptions) as s (option)
            where s.option ~* '^security_invoker=(1|on|t(r(ue?)?)?|y(es?)?)$'
        )
        or (not t.relrowsecurity and pg_catalog.has_any_column_privilege(a.oid, t.oid, 'select'))
    )
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = v.oid and x.deptype = 'e'
    )
