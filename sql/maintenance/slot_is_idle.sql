-- title: Whether a replication slot is there and nobody reads it
-- why: A slot that is read belongs to somebody.
select
    exists(
        select from pg_catalog.pg_replication_slots as s
        where s.slot_name = %(name)s and not s.active
    ) as idle
