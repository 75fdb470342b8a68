-- title: By words
-- why: what stands beside a line of the bench.
select e.id
from public.events as e
where
    to_tsvector('pg_catalog.english'::regconfig, e.title || ' ' || e.description)
    @@ websearch_to_tsquery('pg_catalog.english'::regconfig, %(text)s)
limit 6;
