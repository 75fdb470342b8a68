-- title: Whether a prepared transaction has ended
-- why: ROLLBACK PREPARED stands outside of transactions.
select
    not exists (
        select from pg_catalog.pg_prepared_xacts as p
        where p.gid = %(gid)s
    ) as ended
