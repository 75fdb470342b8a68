-- title: An index on a partitioned table, without those of its partitions
-- why: It holds nothing, and is not valid until every partition has one of its own attached to it.
create index {index} on only {relation} ({columns})
