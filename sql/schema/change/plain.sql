-- title: Whom the plain role of a scratch server may act for
-- why: What is tried there runs as the role that a hosted database gives its owner: it may do much, and nothing outside
--   of the database. Of every role that was made it is a member, so that it may own and act for it; a role that is a
--   member of it cannot have it as one.
do $$
declare
    each name;
begin
    grant pg_monitor, pg_signal_backend, pg_checkpoint to postgres;
    grant set on parameter session_replication_role to postgres;
    if pg_catalog.current_setting('server_version_num')::int >= 160000 then
        alter role postgres set createrole_self_grant = 'set, inherit';
        grant pg_create_subscription to postgres;
    end if;
    for each in
        select r.rolname
        from pg_catalog.pg_roles as r
        where
            not pg_catalog.starts_with(r.rolname::text, 'pg_')
            and r.rolname not in ('postgres', current_user)
            and not pg_catalog.pg_has_role(r.oid, 'postgres', 'member')
    loop
        execute 'grant ' || pg_catalog.quote_ident(each) || ' to postgres with admin option';
    end loop;
end
$$
