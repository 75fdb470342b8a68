-- title: What is granted on schemas, relations, columns, functions and types, beside what everybody has from the start
-- why: The owner's own rights are left out. What is taken from PUBLIC that it has by default is said as revoked.
with
objects as (
    select
        'schema' as word,
        pg_catalog.quote_ident(n.nspname) as named,
        '' as columns,
        n.nspowner as owner,
        n.nspacl as acl,
        pg_catalog.acldefault('n', n.nspowner) as usual,
        n.nspname as schema,
        'pg_catalog.pg_namespace'::pg_catalog.regclass as class,
        n.oid
    from pg_catalog.pg_namespace as n
    union all
    select
        case c.relkind when 'S' then 'sequence' else 'table' end as word,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named,
        '' as columns,
        c.relowner as owner,
        c.relacl as acl,
        case c.relkind
            when 'S' then pg_catalog.acldefault('s', c.relowner)
            else pg_catalog.acldefault('r', c.relowner)
        end as usual,
        n.nspname as schema,
        'pg_catalog.pg_class'::pg_catalog.regclass as class,
        c.oid
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relacl is not null
    union all
    select
        'table' as word,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named,
        ' (' || pg_catalog.quote_ident(a.attname) || ')' as columns,
        c.relowner as owner,
        a.attacl as acl,
        pg_catalog.acldefault('c', c.relowner) as usual,
        n.nspname as schema,
        'pg_catalog.pg_class'::pg_catalog.regclass as class,
        c.oid
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on c.oid = a.attrelid
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where a.attacl is not null and a.attnum > 0 and not a.attisdropped
    union all
    select
        case p.prokind when 'p' then 'procedure' else 'function' end as word,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
        || '(' || coalesce(
            (
                select pg_catalog.string_agg(pg_catalog.format_type(i.type, null), ', ' order by i.place)
                from pg_catalog.unnest(p.proargtypes) with ordinality as i (type, place)
            ), ''
        ) || ')' as named,
        '' as columns,
        p.proowner as owner,
        p.proacl as acl,
        pg_catalog.acldefault('f', p.proowner) as usual,
        n.nspname as schema,
        'pg_catalog.pg_proc'::pg_catalog.regclass as class,
        p.oid
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where p.proacl is not null
    union all
    select
        'type' as word,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as named,
        '' as columns,
        t.typowner as owner,
        t.typacl as acl,
        pg_catalog.acldefault('T', t.typowner) as usual,
        n.nspname as schema,
        'pg_catalog.pg_type'::pg_catalog.regclass as class,
        t.oid
    from pg_catalog.pg_type as t
    inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    where t.typacl is not null
),

ours as (
    select o.*
    from objects as o
    where o.schema <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(o.schema::text, 'pg_')
        and o.acl is not null
        and not exists (
            select
            from pg_catalog.pg_depend as d
            -- The columns of a partition key hang on their own table with 'i'.
            where d.classid = o.class and d.objid = o.oid and d.objsubid = 0 and d.deptype in ('e', 'i')
        )
),

rights as (
    select
        o.word,
        o.named,
        o.columns,
        a.grantee,
        a.is_grantable,
        'grant' as kind,
        pg_catalog.string_agg(pg_catalog.lower(a.privilege_type) || o.columns, ', ' order by a.privilege_type) as listed
    from ours as o
    cross join lateral pg_catalog.aclexplode(o.acl) as a
    where a.grantee <> o.owner
        and not exists (
            select
            from pg_catalog.aclexplode(o.usual) as u
            where u.grantee = a.grantee and u.privilege_type = a.privilege_type and not a.is_grantable
        )
    group by o.word, o.named, o.columns, a.grantee, a.is_grantable
    union all
    select
        o.word,
        o.named,
        o.columns,
        u.grantee,
        false as is_grantable,
        'revoke' as kind,
        pg_catalog.string_agg(pg_catalog.lower(u.privilege_type) || o.columns, ', ' order by u.privilege_type) as listed
    from ours as o
    cross join lateral pg_catalog.aclexplode(o.usual) as u
    where u.grantee <> o.owner
        and not exists (
            select
            from pg_catalog.aclexplode(o.acl) as a
            where a.grantee = u.grantee and a.privilege_type = u.privilege_type
        )
    group by o.word, o.named, o.columns, u.grantee
)

select
    r.kind,
    '' as address,
    r.word || ' ' || r.named || r.columns || ' to ' || who.named
    || case when r.is_grantable then ' with grant option' else '' end as name,
    r.named as parent,
    r.listed as definition,
    case r.kind
        when 'grant'
            then 'grant ' || r.listed || ' on ' || r.word || ' ' || r.named || ' to ' || who.named
                || case when r.is_grantable then ' with grant option' else '' end
        else 'revoke ' || r.listed || ' on ' || r.word || ' ' || r.named || ' from ' || who.named
    end as creates,
    case r.kind
        when 'grant' then 'revoke ' || r.listed || ' on ' || r.word || ' ' || r.named || ' from ' || who.named
        else 'grant ' || r.listed || ' on ' || r.word || ' ' || r.named || ' to ' || who.named
    end as drops,
    who.named as fixed
from rights as r
cross join
    lateral (
        select
            case r.grantee
                when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.grantee))
            end as named
    ) as who
order by name
