-- title: What is there of the platform's schema of users
-- why: Policies stand on its functions, and a project without its tables has nobody who can log in.
select
    pg_catalog.to_regnamespace('auth') is not null as there,
    coalesce(
        pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace('auth')::pg_catalog.oid, 'usage'), false
    ) as usable,
    coalesce(
        (
            select
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', c.relname,
                        'secured', c.relrowsecurity,
                        'rows', c.reltuples,
                        'readable', pg_catalog.has_table_privilege(c.oid, 'select')
                    ) order by c.relname
                )
            from pg_catalog.pg_class as c
            where c.relnamespace = pg_catalog.to_regnamespace('auth') and c.relkind in ('r', 'p')
        ), '[]'
    ) as tables,
    coalesce(
        (
            select
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', p.proname,
                        'gives', t.typname,
                        'stable', p.provolatile = 's',
                        'callable', pg_catalog.has_function_privilege(p.oid, 'execute')
                    ) order by p.proname
                )
            from pg_catalog.pg_proc as p
            inner join pg_catalog.pg_type as t on t.oid = p.prorettype
            where p.pronamespace = pg_catalog.to_regnamespace('auth') and p.pronargs = 0
        ), '[]'
    ) as functions
