-- title: What cannot be there without what
-- why: New objects are made in this order and old ones dropped in the reverse. From the catalogue alone.
select distinct
    case d.classid
        when 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            then case when r.rulename = '_RETURN' then 'c' || r.ev_class else 'r' || r.oid end
        when 'pg_catalog.pg_attrdef'::pg_catalog.regclass then 'c' || f.adrelid || '.' || f.adnum
        when 'pg_catalog.pg_proc'::pg_catalog.regclass then 'f' || d.objid
        when 'pg_catalog.pg_type'::pg_catalog.regclass then 't' || d.objid
        when 'pg_catalog.pg_constraint'::pg_catalog.regclass then 'k' || d.objid
        when 'pg_catalog.pg_policy'::pg_catalog.regclass then 'p' || d.objid
        when 'pg_catalog.pg_trigger'::pg_catalog.regclass then 'g' || d.objid
        else case when s.relkind = 'c' then 't' || s.reltype else 'c' || d.objid end
            || case when d.objsubid > 0 and s.relkind <> 'c' then '.' || d.objsubid else '' end
    end as dependent,
    case d.refclassid
        when 'pg_catalog.pg_proc'::pg_catalog.regclass then 'f' || d.refobjid
        when 'pg_catalog.pg_type'::pg_catalog.regclass
            then case
                    when e.typrelid <> 0 and m.relkind <> 'c' then 'c' || e.typrelid
                    else 't' || e.oid
                end
        when 'pg_catalog.pg_constraint'::pg_catalog.regclass then 'k' || d.refobjid
        else coalesce(
                'k' || k.oid, 'c' || d.refobjid || case when d.refobjsubid > 0 then '.' || d.refobjsubid else '' end
            )
    end as referenced
from pg_catalog.pg_depend as d
left join pg_catalog.pg_rewrite as r
    on r.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
left join pg_catalog.pg_attrdef as f
    on f.oid = d.objid and d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
left join pg_catalog.pg_class as s on s.oid = d.objid and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
left join pg_catalog.pg_type as t on t.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
left join pg_catalog.pg_type as e on e.oid = case when t.typelem <> 0 and t.typlen = -1 then t.typelem else t.oid end
left join pg_catalog.pg_class as m on m.oid = e.typrelid
left join pg_catalog.pg_constraint as k
    on k.conindid = d.refobjid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and k.contype in ('p', 'u', 'x')
where d.deptype in ('n', 'a')
    and s.relkind is distinct from 'S'
    -- What a part needs of its own table goes without saying.
    and (
        d.deptype = 'n'
        or s.relkind in ('r', 'p', 'm', 'v', 'c')
        or d.classid in (
            'pg_catalog.pg_rewrite'::pg_catalog.regclass,
            'pg_catalog.pg_policy'::pg_catalog.regclass,
            'pg_catalog.pg_trigger'::pg_catalog.regclass
        )
    )
    and d.objid >= 16384
    and d.refobjid >= 16384
    and d.classid in (
        'pg_catalog.pg_rewrite'::pg_catalog.regclass,
        'pg_catalog.pg_attrdef'::pg_catalog.regclass,
        'pg_catalog.pg_proc'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass,
        'pg_catalog.pg_constraint'::pg_catalog.regclass,
        'pg_catalog.pg_policy'::pg_catalog.regclass,
        'pg_catalog.pg_trigger'::pg_catalog.regclass,
        'pg_catalog.pg_class'::pg_catalog.regclass
    )
    and d.refclassid in (
        'pg_catalog.pg_proc'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass,
        'pg_catalog.pg_constraint'::pg_catalog.regclass,
        'pg_catalog.pg_class'::pg_catalog.regclass
    )
