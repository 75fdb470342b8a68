-- title: Entry of pg_hba.conf that asks for no password
-- level: error
-- area: server
-- needs: pg_read_server_files or a superuser: pg_hba_file_rules is closed to others
-- why: trust lets in whoever names a role. From another machine that is everybody who reaches the port.
select
    '' as schema,
    'pg_hba.conf:' || h.line_number as object,
    'setting' as object_type,
    pg_catalog.concat_ws(
        ' ',
        h.type,
        pg_catalog.array_to_string(h.database, ','),
        pg_catalog.array_to_string(h.user_name, ','),
        h.address,
        h.auth_method
    ) as detail,
    case when h.type = 'local' or h.address in ('127.0.0.1', '::1') then 'info' else 'error' end as level
from pg_catalog.pg_hba_file_rules as h
where h.auth_method in ('trust', 'password', 'ident')
    and h.error is null
    and (h.auth_method = 'trust' or h.type <> 'local')
