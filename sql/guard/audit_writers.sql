-- title: Triggers whose function speaks of one of these tables behind an insert
-- why: What a trigger writes into the audit table already must not be written twice.
select
    pg_catalog.left(p.prosrc, 20000) as source,
    pg_catalog.json_agg(
        pg_catalog.json_build_object('schema', n.nspname, 'relation', c.relname, 'trigger', t.tgname)
        order by n.nspname, c.relname, t.tgname
    ) as triggers
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_proc as p on p.oid = t.tgfoid
inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where not t.tgisinternal
    and t.tgparentid = 0
    and t.tgenabled in ('O', 'A')
    and p.prosrc ~* 'insert\s+into'
    and exists (
        select 1
        from pg_catalog.unnest(%(names)s::text[]) as wanted (name)
        where pg_catalog.strpos(pg_catalog.lower(p.prosrc), wanted.name) > 0
    )
group by p.oid, p.prosrc
order by p.oid
limit 200
