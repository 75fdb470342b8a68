-- title: For whom the audit judges, and what an API serves
-- why: Grants and policies mean something only for the roles that row security binds; PostgREST says in a setting,
--   or in one of its role, which schemas it serves.
with
named as (
    select r.oid
    from pg_catalog.pg_roles as r
    where r.rolname = any(array['anon', 'authenticated'] || %(roles)s::text[])
    union
    select o.role
    from pg_catalog.pg_policy as p
    cross join lateral pg_catalog.unnest(p.polroles) as o (role)
    where o.role <> 0
    union
    select m.oid
    from (
        select g.grantee as oid
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
        cross join
            lateral (
                select t.grantee from pg_catalog.aclexplode(c.relacl) as t
                union
                select s.grantee
                from pg_catalog.pg_attribute as a
                cross join lateral pg_catalog.aclexplode(a.attacl) as s
                where a.attrelid = c.oid and a.attacl is not null
            ) as g
        where c.relrowsecurity
            and g.grantee not in (0, c.relowner)
            and n.nspname <> all(%(platform_schemas)s)
        group by g.grantee
        order by count(*) desc, g.grantee
        limit 20
    ) as m
),

bound as (
    select
        r.oid,
        r.rolname
    from named as d
    inner join pg_catalog.pg_roles as r on d.oid = r.oid
    where not r.rolsuper and not r.rolbypassrls
),

set_for as (
    select
        pg_catalog.split_part(s.setting, '=', 2) as value,
        (r.setdatabase <> 0)::integer + 2 * (r.setrole <> 0)::integer as weight
    from pg_catalog.pg_db_role_setting as r
    cross join lateral pg_catalog.unnest(r.setconfig) as s (setting)
    where r.setdatabase in (
            0, (
                select d.oid from pg_catalog.pg_database as d
                where d.datname = pg_catalog.current_database()
            )
        )
        and (
            r.setrole = 0 or r.setrole in (
                select a.oid from pg_catalog.pg_roles as a
                where a.rolname = 'authenticator'
            )
        )
        and pg_catalog.starts_with(s.setting, 'pgrst.db_schemas=')
)

select
    array[0::bigint] || coalesce((select pg_catalog.array_agg(b.oid::bigint order by b.oid) from bound as b), '{}')
        as audience,
    coalesce(
        (
            select pg_catalog.array_agg(r.rolname::text)
            from pg_catalog.pg_roles as r
            where r.rolname = any(%(roles)s::text[])
        ), '{}'
    ) as found,
    coalesce(
        (
            select pg_catalog.array_agg(n.nspname::text)
            from pg_catalog.pg_namespace as n
            where n.nspname = any(%(schemas)s::text[])
        ), '{}'
    ) as found_schemas,
    coalesce(
        nullif(pg_catalog.current_setting('pgrst.db_schemas', true), ''),
        (
            select s.value from set_for as s
            order by s.weight desc limit 1
        )
    ) as exposed,
    exists(
        select from pg_catalog.pg_roles as r
        where r.rolname in ('anon', 'authenticator')
    ) as has_api
