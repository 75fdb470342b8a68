-- title: An index that is not there, for the planner of this session
-- needs: hypopg
-- why: EXPLAIN then says whether it would be used. Nothing is written: it lives in the memory of this session.
select
    h.indexrelid::bigint as oid,
    h.indexname as name
from {make}(%(written)s) as h
