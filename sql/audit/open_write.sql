-- title: Policy that lets everybody write every row
-- level: error
-- area: security
-- why: Its expression is always true and no restrictive policy holds it back: whoever has the grant writes rows of
--   others.
-- fix: drop policy if exists {policy} on {relation}
-- advisor: rls_policy_always_true
with
clauses as (
    select
        p.polrelid,
        p.polname,
        p.polroles,
        p.polpermissive,
        m.cmd,
        m.command,
        case m.cmd
            when 'a' then case p.polcmd when '*' then coalesce(p.polwithcheck, p.polqual) else p.polwithcheck end
            else p.polqual
        end::text as clause
    from pg_catalog.pg_policy as p
    inner join (values ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
        on p.polcmd::text in (m.cmd, '*')
),

judged as materialized (
    select
        s.polrelid,
        s.polname,
        s.polroles,
        s.polpermissive,
        s.cmd,
        s.command,
        coalesce(
            (
                pg_catalog.starts_with(t.head, '{CONST :consttype 16 ')
                and t.head ~ '^\{CONST :consttype 16 [^{}]*:constisnull false [^{}]*:constvalue 1 \[ 1 '
            )
            or (
                pg_catalog.starts_with(t.head, '{BOOLEXPR :boolop or ')
                and (
                    t.head ~ '^\{BOOLEXPR :boolop or :args \(\{CONST :consttype 16 [^{}]*:constvalue 1 \[ 1 '
                    or pg_catalog.right(s.clause, 300)
                    ~ '\{CONST :consttype 16 [^{}]*:constvalue 1 \[ 1 [^{}]*\}\)( :location -?\d+)?\}$'
                )
            )
            or (
                e.bare ~ '^\{OPEXPR [^{}]*:args \((\{(CONST|VAR) [^{}]*\}) \1\)\}$'
                and exists (
                    select 1 from pg_catalog.pg_operator as o
                    where o.oid = substring(e.bare from ':opno (\d+) ')::pg_catalog.oid and o.oprname = '='
                )
            ), false
        ) as always,
        case
            when e.bare ~ '^\{OPEXPR [^{}]*:args \(\{VAR ' then substring(e.bare from ':varattno (\d+) ')::smallint
        end as itself
    from clauses as s
    cross join
        lateral (
            -- With a limit it is made once for a policy, not at each place that it is used.
            select pg_catalog.left(s.clause, 300) as head
            order by 1
            limit 1
        ) as t
    cross join
        lateral (
            select
                case
                    when
                        pg_catalog.starts_with(t.head, '{OPEXPR ')
                        and pg_catalog.strpos(s.clause, '{FUNCEXPR ') = 0
                        and pg_catalog.strpos(s.clause, '{SUBLINK ') = 0
                        then pg_catalog.regexp_replace(s.clause, ' :location -?\d+', '', 'g')
                end as bare
            order by 1
            limit 1
        ) as e
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', j.polname, 'command', j.command) as sub,
    'Policy ' || j.polname || ' lets ' || w.roles || ' ' || j.command || ' any row'
    || coalesce(
        (
            -- A column that equals itself is NULL where it is null.
            select ' whose ' || a.attname || ' is not null'
            from pg_catalog.pg_attribute as a
            where a.attrelid = c.oid and a.attnum = j.itself and not a.attnotnull
        ), ''
    ) || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(j.polname) as policy
from judged as j
inner join pg_catalog.pg_class as c on j.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select
            pg_catalog.string_agg(
                case r.oid when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(r.oid)::text end, ', ' order by r.oid
            ) as roles
        from pg_catalog.unnest(j.polroles) as r (oid)
        where exists (
                select 1
                from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
                where (r.oid = 0 or a.role = r.oid or (a.role <> 0 and pg_catalog.pg_has_role(a.role, r.oid, 'usage')))
                    and pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
                    and case j.cmd
                        when 'a' then pg_catalog.has_any_column_privilege(a.role, c.oid, 'insert')
                        when 'w' then pg_catalog.has_any_column_privilege(a.role, c.oid, 'update')
                        else pg_catalog.has_table_privilege(a.role, c.oid, 'delete')
                    end
            )
            and not exists (
                select 1
                from judged as q
                where q.polrelid = j.polrelid
                    and q.cmd = j.cmd
                    and not q.polpermissive
                    and not coalesce(q.always, false)
                    and (
                        q.polroles @> array[0::pg_catalog.oid]
                        or q.polroles @> array[r.oid]
                        or (
                            r.oid <> 0 and exists (
                                select 1 from pg_catalog.unnest(q.polroles) as o (role)
                                where o.role <> 0 and pg_catalog.pg_has_role(r.oid, o.role, 'usage')
                            )
                        )
                    )
            )
    ) as w
where c.relrowsecurity
    and j.polpermissive
    and j.always
    and w.roles is not null
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
