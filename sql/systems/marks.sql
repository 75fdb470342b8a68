-- title: Databases of the local server and the mark that a loaded system left
-- why: a second start must see what is there already, and who it is, without connecting to each database.

select
    pg_catalog.json_agg(
        pg_catalog.json_build_object(
            'database', d.datname,
            'oid', d.oid,
            'system_identifier', c.system_identifier::text,
            'mark', pg_catalog.shobj_description(d.oid, 'pg_database')
        )
        order by d.datname
    )
from pg_catalog.pg_database as d
cross join pg_catalog.pg_control_system() as c
where not d.datistemplate;
