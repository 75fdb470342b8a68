-- title: Policy that never allows anything
-- level: warning
-- area: security
-- why: An INSERT policy without WITH CHECK refuses every row, an UPDATE policy without USING changes none: neither is
--   open.
-- fix: drop policy if exists {policy} on {relation}
with
clauses as (
    select
        p.polrelid,
        p.polname,
        p.polroles,
        p.polpermissive,
        p.polcmd,
        m.cmd,
        m.command,
        case m.cmd
            when 'a' then case p.polcmd when '*' then coalesce(p.polwithcheck, p.polqual) else p.polwithcheck end
            else p.polqual
        end::text as clause
    from pg_catalog.pg_policy as p
    inner join (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
        on p.polcmd::text in (m.cmd, '*')
),

judged as materialized (
    select
        s.polrelid,
        s.polname,
        s.polroles,
        s.polpermissive,
        s.polcmd,
        s.cmd,
        s.command,
        s.clause is null as empty,
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
        s.clause is null
        or (
            pg_catalog.starts_with(t.head, '{CONST :consttype 16 ')
            and (
                t.head ~ '^\{CONST :consttype 16 [^{}]*:constisnull true '
                or t.head ~ '^\{CONST :consttype 16 [^{}]*:constvalue 1 \[ 0 '
            )
        ) as never
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
    case
        when not j.empty then 'Its expression is false or null for every row.'
        when j.cmd = 'a' then 'Without WITH CHECK it refuses every new row.'
        else 'Without USING no row is ever touched, and no error is raised.'
    end as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(j.polname) as policy
from judged as j
inner join pg_catalog.pg_class as c on j.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where j.never and j.polpermissive
    and not (j.polcmd = '*' and j.cmd <> 'r')
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
