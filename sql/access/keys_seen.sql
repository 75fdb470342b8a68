-- title: Which of these keys the role that we are can see
-- why: Asked for by key, so that no whole table is read.
select pg_catalog.to_jsonb(r)::text as key
from (
    select {columns}
    from {relation} as t
    inner join pg_catalog.jsonb_to_recordset(%(keys)s::jsonb) as k ({definitions}) on {matches}
) as r
