-- title: What a view lets be done to its rows
-- why: A simple view hands changes on to its table, one with INSTEAD OF triggers does what they say, others take none.
--   It looks at the view's definition, so it is asked only where the view has just been read.
select
    (pg_catalog.pg_relation_is_updatable(%(oid)s::oid, true) & 4) > 0 as update,
    (pg_catalog.pg_relation_is_updatable(%(oid)s::oid, true) & 8) > 0 as insert,
    (pg_catalog.pg_relation_is_updatable(%(oid)s::oid, true) & 16) > 0 as delete
