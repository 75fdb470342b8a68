-- title: Drop the index of a partitioned table with those of all partitions
-- why: It cannot be done concurrently: nobody reads or writes the table for a moment.
drop index {index}
