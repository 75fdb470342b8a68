-- title: Nobody but the superuser makes roles any more
-- why: Before PostgreSQL 16 whoever may make roles may also take any that is no superuser, and one of those runs
--   programs of the server's machine. What a target has is run only after this.
do $$
declare
    each name;
begin
    for each in
        select r.rolname
        from pg_catalog.pg_roles as r
        where r.rolcreaterole and r.rolname <> current_user
    loop
        execute 'alter role ' || pg_catalog.quote_ident(each) || ' nocreaterole';
    end loop;
end
$$
