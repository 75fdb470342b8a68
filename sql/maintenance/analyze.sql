-- title: Renew the statistics of a table
-- why: The planner reckons with them. Of a partitioned table nobody else does it.
analyze {relation}
