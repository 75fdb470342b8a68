-- title: Comments on schemas, relations, columns, functions, types, constraints, policies and triggers
-- why: From the catalogue alone; the names are those that COMMENT ON takes.
select
    'comment' as kind,
    '' as address,
    spoken.object as name,
    '' as parent,
    case d.classoid
        when 'pg_catalog.pg_class'::pg_catalog.regclass
            then case when r.relkind = 'c' then 't' || r.reltype else 'c' || d.objoid end
        when 'pg_catalog.pg_proc'::pg_catalog.regclass then 'f' || d.objoid
        when 'pg_catalog.pg_type'::pg_catalog.regclass then 't' || d.objoid
        when 'pg_catalog.pg_namespace'::pg_catalog.regclass then 'n' || d.objoid
        when 'pg_catalog.pg_constraint'::pg_catalog.regclass then 'k' || d.objoid
        when 'pg_catalog.pg_policy'::pg_catalog.regclass then 'p' || d.objoid
        else 'g' || d.objoid
    end as belongs,
    d.description as definition,
    'comment on ' || spoken.object || ' is ' || pg_catalog.quote_literal(d.description) as creates,
    'comment on ' || spoken.object || ' is ' || pg_catalog.quote_literal(d.description) as alters,
    'comment on ' || spoken.object || ' is null' as drops
from pg_catalog.pg_description as d
left join pg_catalog.pg_class as r on r.oid = d.objoid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
cross join
    lateral (
        select
            case
                when i.type in ('table column', 'view column', 'materialized view column', 'composite type column')
                    then 'column'
                when i.type = 'table constraint' then 'constraint'
                when i.type = 'domain constraint' then 'constraint'
                when i.type = 'composite type' then 'type'
                else i.type
            end
            || ' '
            || case
                when i.type = 'domain constraint' then pg_catalog.replace(i.identity, ' on ', ' on domain ')
                else i.identity
            end as object
    ) as spoken
where d.classoid in (
        'pg_catalog.pg_class'::pg_catalog.regclass,
        'pg_catalog.pg_proc'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass,
        'pg_catalog.pg_namespace'::pg_catalog.regclass,
        'pg_catalog.pg_constraint'::pg_catalog.regclass,
        'pg_catalog.pg_policy'::pg_catalog.regclass,
        'pg_catalog.pg_trigger'::pg_catalog.regclass
    )
    and d.objoid >= 16384
    and coalesce(i.schema, i.name, '') <> all(%(platform_schemas)s)
    and pg_catalog.split_part(pg_catalog.split_part(i.identity, ' on ', 2), '.', 1) <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(coalesce(i.schema, i.name, ''), 'pg_')
    and not exists (
        select
        from pg_catalog.pg_depend as e
        where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e'
    )
order by name
