-- title: What a row in an audit table needs
-- why: The grants that this role lacks, columns that want a value, row security and the table's own triggers.
select
    pg_catalog.array_remove(
        array[
            case
                when not pg_catalog.has_schema_privilege(n.oid, 'usage')
                    then 'grant usage on schema ' || pg_catalog.quote_ident(n.nspname) || ' to '
                        || pg_catalog.quote_ident(current_user)
            end,
            case
                when columns_of.lacking is not null
                    then 'grant insert (' || columns_of.lacking || ') on ' || pg_catalog.quote_ident(n.nspname) || '.'
                        || pg_catalog.quote_ident(c.relname) || ' to ' || pg_catalog.quote_ident(current_user)
            end
        ], null
    )
    || array(
        select
            'grant usage on sequence ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.relname)
            || ' to ' || pg_catalog.quote_ident(current_user)
        from pg_catalog.pg_attrdef as d
        inner join pg_catalog.pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
        inner join pg_catalog.pg_depend as u
            on
                u.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                and u.objid = d.oid
                and u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        inner join pg_catalog.pg_class as s on s.oid = u.refobjid
        inner join pg_catalog.pg_namespace as sn on sn.oid = s.relnamespace
        where
            d.adrelid = c.oid
            and a.attname <> all(%(columns)s::text[])
            and case
                when s.relkind = 'S' then not pg_catalog.has_sequence_privilege(s.oid, 'usage, update') else false
            end
    ) as grants,
    coalesce(columns_of.strict, '{}') as strict,
    coalesce(columns_of.unfilled, '{}') as unfilled,
    pg_catalog.row_security_active(c.oid) as filtered,
    array(
        select t.tgname::text
        from pg_catalog.pg_trigger as t
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled in ('O', 'A') and (t.tgtype & 4) <> 0
        order by t.tgname
    ) as triggers
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) filter (
                where a.attname = any(%(columns)s::text[])
                and not pg_catalog.has_column_privilege(c.oid, a.attnum, 'insert')
            ) as lacking,
            pg_catalog.array_agg(a.attname::text order by a.attnum) filter (
                where a.attname = any(%(columns)s::text[]) and a.attnotnull
            ) as strict,
            pg_catalog.array_agg(a.attname::text order by a.attnum) filter (
                where a.attname <> all(%(columns)s::text[])
                and a.attnotnull
                and not a.atthasdef
                and a.attidentity = ''
            ) as unfilled
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns_of
where c.oid = %(oid)s::pg_catalog.oid
