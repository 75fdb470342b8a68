-- title: Build an index that finds a part of a text, without stopping writes
-- why: Trigrams: three letters anywhere are enough. Broken off it leaves an invalid index, which is dropped and built
--   again.
create index concurrently {index} on {relation} using gin ({text} {trigrams})
