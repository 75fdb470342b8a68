-- title: What findings are of, as it stands now
-- why: Who accepts a finding accepts the thing as it is. Names alone are told, never oids: the same thing has the same
--   definition on every server. What a finding of one policy, constraint or index is of does not change with another.
with
wanted as materialized (
    select w.*
    from
        pg_catalog.jsonb_to_recordset(%(wanted)s::pg_catalog.jsonb) as w (
            place integer, kind text, schema text, object text, parts pg_catalog.jsonb, secures pg_catalog.bool
        )
),

busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

granted as materialized (
    select
        s.place,
        pg_catalog.jsonb_agg(
            pg_catalog.concat_ws(
                ' ', s.attname, coalesce(r.rolname, 'PUBLIC'), g.privilege_type, g.is_grantable::text, m.members
            )
            order by s.attname, r.rolname, g.privilege_type, g.is_grantable
        ) as rights
    from (
        select
            w.place,
            c.relowner as owner,
            '' as attname,
            c.relacl as acl
        from wanted as w
        inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
        inner join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = w.object
        where w.kind in ('table', 'view', 'materialized view', 'foreign table')
        union all
        select
            w.place,
            c.relowner,
            t.attname::text,
            t.attacl
        from wanted as w
        inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
        inner join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = w.object
        inner join pg_catalog.pg_attribute as t on t.attrelid = c.oid and t.attacl is not null
        where w.kind in ('table', 'view', 'materialized view', 'foreign table')
        union all
        select
            w.place,
            f.proowner,
            '',
            coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))
        from wanted as w
        inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
        inner join pg_catalog.pg_proc as f
            on f.pronamespace = n.oid
                and f.proname = w.object
                and pg_catalog.pg_get_function_identity_arguments(f.oid) = w.parts ->> 'arguments'
        where w.kind in ('function', 'procedure')
        union all
        select
            w.place,
            n.nspowner,
            '',
            n.nspacl
        from wanted as w
        inner join pg_catalog.pg_namespace as n on n.nspname = w.object
        where w.kind = 'schema'
        union all
        select
            w.place,
            d.defaclrole,
            d.defaclobjtype::text,
            d.defaclacl
        from wanted as w
        inner join pg_catalog.pg_roles as o on o.rolname = w.object
        inner join pg_catalog.pg_default_acl as d on d.defaclrole = o.oid
        left join pg_catalog.pg_namespace as n on d.defaclnamespace = n.oid
        where w.kind = 'default privileges' and coalesce(n.nspname, '') = w.schema
    ) as s
    cross join lateral pg_catalog.aclexplode(s.acl) as g
    left join pg_catalog.pg_roles as r on g.grantee = r.oid
    cross join
        lateral (
            select pg_catalog.string_agg(y.rolname::text, ' ' order by y.rolname) as members
            from pg_catalog.pg_roles as y
            where g.grantee <> 0
                and y.oid <> g.grantee
                and not y.rolsuper
                and pg_catalog.pg_has_role(y.oid, g.grantee, 'usage')
        ) as m
    -- What an owner has by itself, and what only tends a table, differs between versions.
    where g.grantee <> s.owner and g.privilege_type <> 'MAINTAIN'
    group by s.place
),

relations as (
    select
        w.place,
        b.held,
        pg_catalog.jsonb_build_object(
            'kind', c.relkind,
            'owner', case when w.secures then pg_catalog.pg_get_userbyid(c.relowner) end,
            'secured', case when w.secures then c.relrowsecurity end,
            'forced', case when w.secures then c.relforcerowsecurity end,
            'options', case when w.secures and c.relkind = 'v' then pg_catalog.lower(c.reloptions::text) end,
            'policies', p.policies,
            'constraints', k.constraints,
            'indexes', i.indexes,
            'columns', t.columns,
            'view', case
                when c.relkind in ('v', 'm') and w.secures and not b.held then pg_catalog.pg_get_viewdef(c.oid)
            end
        ) as said
    from wanted as w
    inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
    inner join pg_catalog.pg_class as c
        on c.relnamespace = n.oid and c.relname = w.object and c.relkind in ('r', 'p', 'v', 'm', 'f')
    cross join
        lateral (
            select
                c.oid in (select y.oid from busy as y) as held,
                not w.parts ?| array['constraint', 'index', 'column', 'policy'] as whole
        ) as b
    cross join
        lateral (
            select
                pg_catalog.jsonb_agg(
                    pg_catalog.jsonb_build_array(
                        p.polname, p.polcmd, p.polpermissive,
                        (
                            select pg_catalog.jsonb_agg(coalesce(r.rolname, 'PUBLIC') order by r.rolname)
                            from pg_catalog.unnest(p.polroles) as o (role)
                            left join pg_catalog.pg_roles as r on o.role = r.oid
                        ),
                        case when not b.held then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end,
                        case when not b.held then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end
                    )
                    order by p.polname
                ) as policies
            from pg_catalog.pg_policy as p
            where p.polrelid = c.oid and (p.polname = w.parts ->> 'policy' or (b.whole and w.secures))
        ) as p
    cross join
        lateral (
            select
                pg_catalog.jsonb_agg(
                    pg_catalog.jsonb_build_array(
                        k.conname, case when not b.held then pg_catalog.pg_get_constraintdef(k.oid) end
                    )
                    order by k.conname
                ) as constraints
            from pg_catalog.pg_constraint as k
            where k.conrelid = c.oid
                and k.contype <> 'n'
                and (k.conname = w.parts ->> 'constraint' or (b.whole and not w.secures))
        ) as k
    cross join
        lateral (
            select
                pg_catalog.jsonb_agg(
                    pg_catalog.jsonb_build_array(
                        j.relname, case when not b.held then pg_catalog.pg_get_indexdef(j.oid) end
                    )
                    order by j.relname
                ) as indexes
            from pg_catalog.pg_index as i
            inner join pg_catalog.pg_class as j on i.indexrelid = j.oid
            where i.indrelid = c.oid and j.relname = w.parts ->> 'index'
        ) as i
    cross join
        lateral (
            select
                pg_catalog.jsonb_agg(
                    pg_catalog.jsonb_build_array(
                        a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
                        a.attidentity, case when not b.held then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end
                    )
                    order by a.attname
                ) as columns
            from pg_catalog.pg_attribute as a
            left join pg_catalog.pg_attrdef as d on a.attrelid = d.adrelid and a.attnum = d.adnum
            where a.attrelid = c.oid
                and a.attnum > 0
                and not a.attisdropped
                and (a.attname = w.parts ->> 'column' or (b.whole and not w.secures))
        ) as t
    where w.kind in ('table', 'view', 'materialized view', 'foreign table')
),

others as (
    select
        w.place,
        pg_catalog.jsonb_build_object(
            'owner', pg_catalog.pg_get_userbyid(f.proowner),
            'definer', f.prosecdef,
            'volatile', f.provolatile,
            'settings', f.proconfig,
            'language', l.lanname,
            'body', case when f.prosqlbody is null then f.prosrc else pg_catalog.pg_get_functiondef(f.oid) end
        ) as said
    from wanted as w
    inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
    inner join pg_catalog.pg_proc as f
        on f.pronamespace = n.oid
            and f.proname = w.object
            and pg_catalog.pg_get_function_identity_arguments(f.oid) = w.parts ->> 'arguments'
    inner join pg_catalog.pg_language as l on f.prolang = l.oid
    where w.kind in ('function', 'procedure')
    union all
    select
        w.place,
        pg_catalog.jsonb_build_array(
            r.rolsuper, r.rolbypassrls, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication,
            r.rolconnlimit, r.rolvaliduntil, r.rolconfig,
            (
                select pg_catalog.jsonb_agg(o.rolname order by o.rolname)
                from pg_catalog.pg_auth_members as m
                inner join pg_catalog.pg_roles as o on m.roleid = o.oid
                where m.member = r.oid
            )
        )
    from wanted as w
    inner join pg_catalog.pg_roles as r on r.rolname = w.object
    where w.kind = 'role'
    union all
    select
        w.place,
        pg_catalog.jsonb_build_array(e.extversion, n.nspname, a.default_version)
    from wanted as w
    inner join pg_catalog.pg_extension as e on e.extname = w.object
    inner join pg_catalog.pg_namespace as n on e.extnamespace = n.oid
    left join pg_catalog.pg_available_extensions as a on a.name = e.extname
    where w.kind = 'extension'
    union all
    select
        w.place,
        pg_catalog.jsonb_build_array(pg_catalog.current_setting(w.object, true))
    from wanted as w
    where w.kind = 'setting'
    union all
    select
        w.place,
        pg_catalog.jsonb_build_array(pg_catalog.pg_get_userbyid(n.nspowner))
    from wanted as w
    inner join pg_catalog.pg_namespace as n on n.nspname = w.object
    where w.kind = 'schema'
    union all
    select
        w.place,
        '[]'::pg_catalog.jsonb
    from wanted as w
    where w.kind = 'default privileges'
)

select
    w.place,
    coalesce(r.held, false) as held,
    pg_catalog.jsonb_build_array(
        coalesce(r.said, o.said),
        case when w.secures or w.kind not in ('table', 'view', 'materialized view', 'foreign table') then g.rights end
    )::text as definition
from wanted as w
left join relations as r on w.place = r.place
left join others as o on w.place = o.place
left join granted as g on w.place = g.place
where coalesce(r.said, o.said) is not null
