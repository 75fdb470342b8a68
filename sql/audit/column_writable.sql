-- title: Columns of the own row that say what a user may do
-- level: warning
-- area: security
-- why: A policy binds the row, nothing binds its columns: a user may set the own role, plan or balance.
with
reached as materialized (
    select
        0::pg_catalog.oid as oid,
        'PUBLIC' as rolname,
        'public' as role
    union all
    select
        r.oid,
        r.rolname::text,
        pg_catalog.quote_ident(r.rolname)
    from pg_catalog.pg_roles as r
    where not pg_catalog.starts_with(r.rolname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where a.role <> 0 and pg_catalog.pg_has_role(a.role, r.oid, 'usage')
        )
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
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname, 'role', r.rolname) as sub,
    r.rolname || ' may UPDATE ' || t.attname || ' of each row that a policy lets it change.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    r.role,
    (
        select pg_catalog.string_agg(pg_catalog.quote_ident(o.attname), ', ' order by o.attnum)
        from pg_catalog.pg_attribute as o
        where o.attrelid = c.oid and o.attnum > 0 and not o.attisdropped and o.attname <> t.attname
            and o.attgenerated = ''
    ) as others
from pg_catalog.pg_class as c
inner join usable as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid
cross join reached as r
where c.relkind in ('r', 'p')
    and c.relrowsecurity
    and t.attnum > 0
    and not t.attisdropped
    and t.attname
    ~* (
        '^((user_?)?roles?|is_?(admin|staff|superuser|moderator|verified)|admin|permissions?|plan|tier'
        || '|subscription_(plan|tier|status)|credits?|balance|quota|banned|is_banned)$'
    )
    and pg_catalog.has_column_privilege(r.oid, c.oid, t.attnum, 'update')
    and r.oid <> c.relowner
    and exists (
        select 1
        from pg_catalog.pg_policy as p
        cross join lateral pg_catalog.unnest(p.polroles) as o (role)
        where p.polrelid = c.oid
            and p.polpermissive
            and p.polcmd in ('w', '*')
            and p.polqual is not null
            and (o.role in (0, r.oid) or (r.oid <> 0 and pg_catalog.pg_has_role(r.oid, o.role, 'usage')))
    )
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
