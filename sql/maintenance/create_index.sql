-- title: Build an index without stopping writes
-- why: Broken off it leaves an invalid index, which is dropped and built again.
create index concurrently {index} on {relation} ({columns})
