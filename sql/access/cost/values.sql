-- title: Expressions that make a row of each number, by column
-- why: Rows for measuring on a copy. The first belongs to whoever asks; types that are not known stay NULL.
select
    a.attname::text as name,
    case
        when b.typname in ('int4', 'int8', 'numeric', 'float4', 'float8', 'oid') then 'g.n'
        when b.typname = 'int2' then '(g.n - 30000 * (g.n / 30000))::pg_catalog.int2'
        when b.typname in ('text', 'varchar', 'bpchar', 'name', 'citext')
            then 'case when g.n = 1 then ' || pg_catalog.quote_literal(%(own)s::text) || ' else g.n::text end'
        when b.typname = 'uuid' and pg_catalog.length(%(own)s::text) = 36
            then 'case when g.n = 1 then ' || pg_catalog.quote_literal(%(own)s::text)
                || '::pg_catalog.uuid else pg_catalog.gen_random_uuid() end'
        when b.typname = 'uuid' then 'pg_catalog.gen_random_uuid()'
        when b.typname = 'bool' then 'g.n - 2 * (g.n / 2) = 0'
        when b.typname in ('timestamptz', 'timestamp', 'date')
            then '(''2026-01-01''::pg_catalog.timestamptz - g.n * interval ''1 minute'')::pg_catalog.' || b.typname
        when b.typname in ('json', 'jsonb') then '''{}''::pg_catalog.' || b.typname
        when b.typtype = 'e'
            then (
                select pg_catalog.quote_literal(e.enumlabel)
                from pg_catalog.pg_enum as e
                where e.enumtypid = b.oid
                order by e.enumsortorder
                limit 1
            ) || '::' || pg_catalog.format_type(b.oid, null)
        else 'null::' || pg_catalog.format_type(a.atttypid, a.atttypmod)
    end as expression
from pg_catalog.pg_attribute as a
inner join pg_catalog.pg_type as t on t.oid = a.atttypid
inner join pg_catalog.pg_type as b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where a.attrelid = pg_catalog.to_regclass(%(relation)s)
    and a.attnum > 0
    and not a.attisdropped
    and a.attgenerated = ''
order by a.attnum
