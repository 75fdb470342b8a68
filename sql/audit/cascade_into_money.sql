-- title: Deleting a log-in deletes money
-- level: error
-- area: integrity
-- why: ON DELETE CASCADE leads from the people who log in to invoices, payments or orders: one deletion takes the
--   books along.
-- fix: alter table {relation} drop constraint {key_name}, add constraint {key_name} foreign key ({columns})
--   references {other} ({others}) on delete restrict
with recursive
logins as materialized (
    select c.oid
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where c.relkind in ('r', 'p')
        and (
            (n.nspname = 'auth' and c.relname = 'users')
            or (
                n.nspname <> all(%(platform_schemas)s)
                and c.relname ~* '^(app_)?(users?|accounts?|profiles?|members?|customers?|people)$'
            )
        )
),

cascades as (
    select
        l.oid as top,
        k.oid as constraint_oid,
        k.conrelid as relation,
        1 as depth
    from logins as l
    inner join pg_catalog.pg_constraint as k on l.oid = k.confrelid and k.contype = 'f' and k.confdeltype = 'c'
    union
    select
        s.top,
        k.oid,
        k.conrelid,
        s.depth + 1
    from cascades as s
    inner join pg_catalog.pg_constraint as k on s.relation = k.confrelid and k.contype = 'f' and k.confdeltype = 'c'
    where s.depth < 8
)

select distinct on (n.nspname, c.relname, k.conname)
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'Its rows go when those of ' || tn.nspname || '.' || t.relname || ' are deleted'
    || case when s.depth > 1 then ', over ' || (s.depth - 1) || ' more.' else '.' end as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(k.conname) as key_name,
    (
        select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.place)
        from pg_catalog.unnest(k.conkey) with ordinality as u (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and u.attnum = a.attnum
    ) as columns,
    pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.relname) as other,
    (
        select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.place)
        from pg_catalog.unnest(k.confkey) with ordinality as u (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = k.confrelid and u.attnum = a.attnum
    ) as others
from cascades as s
inner join pg_catalog.pg_constraint as k on s.constraint_oid = k.oid
inner join pg_catalog.pg_class as c on s.relation = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as t on s.top = t.oid
inner join pg_catalog.pg_namespace as tn on t.relnamespace = tn.oid
inner join pg_catalog.pg_class as f on k.confrelid = f.oid
inner join pg_catalog.pg_namespace as fn on f.relnamespace = fn.oid
where (
    c.relname ~* '(^|_)(invoices?|payments?|orders?|transactions?|receipts?|payouts?|refunds?|charges?|ledger|sales)$'
    or exists (
        select 1 from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and a.attname ~* '^(total|amount|total_amount|amount_paid|grand_total|total_price|amount_cents)$'
            and a.atttypid in (
                'pg_catalog.numeric'::pg_catalog.regtype, 'pg_catalog.money'::pg_catalog.regtype,
                'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype
            )
    )
)
and n.nspname <> all(%(platform_schemas)s)
and not pg_catalog.starts_with(n.nspname::text, 'pg_')
and not exists (
    select 1 from pg_catalog.pg_depend as x
    where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
)
order by n.nspname, c.relname, k.conname, s.depth
