-- title: Build an index over the words of a text, without stopping writes
-- why: Without a language of its own: names and titles are in all of them. Broken off it leaves an invalid index, which
--   is dropped and built again.
create index concurrently {index} on {relation}
using gin (pg_catalog.to_tsvector('pg_catalog.simple'::regconfig, {text}))
