-- title: What a write to a relation sets off beside: sequences, triggers, rules
-- why: Numbers that a sequence gave out are not taken back, nor is what a function did outside of the database.
select
    'sequence' as kind,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname) as name,
    a.attname::text as of,
    '' as does
from pg_catalog.pg_attribute as a
left join pg_catalog.pg_attrdef as f on f.adrelid = a.attrelid and f.adnum = a.attnum
inner join pg_catalog.pg_depend as d
    on (
        d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
        and d.objid = f.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    ) or (
        d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refobjid = a.attrelid
        and d.refobjsubid = a.attnum
        and d.deptype = 'i'
    )
inner join pg_catalog.pg_class as s on s.relkind = 'S' and s.oid in (d.objid, d.refobjid)
inner join pg_catalog.pg_namespace as n on n.oid = s.relnamespace
where a.attrelid = %(relation)s::pg_catalog.oid and a.attnum > 0 and not a.attisdropped
union
select
    'trigger',
    t.tgname::text,
    case when (t.tgtype & 2) <> 0 then 'before' when (t.tgtype & 64) <> 0 then 'instead' else 'after' end,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_proc as p on p.oid = t.tgfoid
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where t.tgrelid = %(relation)s::pg_catalog.oid and not t.tgisinternal and t.tgenabled in ('O', 'A')
    and (t.tgtype & %(event)s::integer) <> 0
union
select
    'rule',
    r.rulename::text,
    '',
    ''
from pg_catalog.pg_rewrite as r
where r.ev_class = %(relation)s::pg_catalog.oid and r.ev_type <> '1'
order by kind, name
