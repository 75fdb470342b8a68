-- title: Drop an index without stopping anybody
-- why: It waits for transactions that use the table. Broken off it leaves the index invalid: drop it again.
drop index concurrently {index}
