-- title: Entry of pg_hba.conf that asks for no password
-- level: error
-- area: server
-- needs: pg_read_server_files or a superuser: pg_hba_file_rules is closed to others
-- why: trust lets in whoever names a role. From another machine that is everybody who reaches the port.
select
    '' as schema,
    'pg_hba.conf' as object,
    'setting' as object_type,
    pg_catalog.json_build_object('rule', r.entry) as sub,
    'Line ' || min(r.line_number) || ': ' || r.entry as detail,
    r.level
from (
    select
        h.line_number,
        pg_catalog.concat_ws(
            ' ', h.type, pg_catalog.array_to_string(h.database, ','), pg_catalog.array_to_string(h.user_name, ','),
            h.address, h.netmask, h.auth_method
        ) as entry,
        case when h.type = 'local' or h.address in ('127.0.0.1', '::1', 'localhost') then 'info' else 'error' end
            as level
    from pg_catalog.pg_hba_file_rules as h
    where h.auth_method in ('trust', 'password')
        and h.error is null
        and (h.auth_method = 'trust' or h.type <> 'local')
) as r
group by r.entry, r.level
