-- title: Sequences, but for those of identity columns
-- why: From the catalogue alone: the value that a sequence has reached is data and no definition.
select
    'sequence' as kind,
    'c' || c.oid as address,
    whole.named as name,
    rules.listed as definition,
    'create ' || case c.relpersistence when 'u' then 'unlogged ' else '' end
    || 'sequence ' || whole.named || rules.listed as creates,
    'alter sequence ' || whole.named || rules.listed as alters,
    'drop sequence if exists ' || whole.named as drops,
    'revoke all on sequence ' || whole.named || ' from ' as revokes
from pg_catalog.pg_sequence as s
inner join pg_catalog.pg_class as c on c.oid = s.seqrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            ' as ' || pg_catalog.format_type(s.seqtypid, null)
            || ' increment by ' || s.seqincrement
            || ' minvalue ' || s.seqmin
            || ' maxvalue ' || s.seqmax
            || ' start with ' || s.seqstart
            || ' cache ' || s.seqcache
            || case when s.seqcycle then ' cycle' else ' no cycle' end as listed
    ) as rules
where n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.objid = c.oid
            and d.deptype in ('e', 'i')
    )
order by name
