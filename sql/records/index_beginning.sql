-- title: Build an index that finds the beginning of a text, without stopping writes
-- why: Where the collation is not C, an index without this class serves no LIKE. Broken off it leaves an invalid index,
--   which is dropped and built again.
create index concurrently {index} on {relation} ({text} pg_catalog.text_pattern_ops)
