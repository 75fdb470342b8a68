-- title: Whether an index belongs to no constraint, is no replica identity, and is no part of a partitioned index
-- why: Dropping it would take a rule of the data away with it, or is not possible.
select
    exists(
        select
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
        where i.indexrelid = %(oid)s::pg_catalog.oid
            and c.relkind in ('i', 'I')
            and not c.relispartition
            and not i.indisreplident
            and not exists (
                select from pg_catalog.pg_constraint as k
                where k.conindid = i.indexrelid
            )
    ) as droppable
