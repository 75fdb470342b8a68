-- title: Function that everybody may call
-- level: info
-- area: security
-- why: EXECUTE is granted to PUBLIC when a function is made. Grant it to the roles that need it, and take it from the
--   rest.
-- fix: revoke execute on routine {routine} from public
with
usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
)

select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    case when f.proacl is null then 'Nobody has changed the default grant.' else 'It is granted to PUBLIC.' end
        as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine
from pg_catalog.pg_proc as f
inner join usable as n on f.pronamespace = n.oid
where f.prokind in ('f', 'p')
    and not f.prosecdef
    and f.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
    and pg_catalog.has_function_privilege(0::pg_catalog.oid, f.oid, 'execute')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
