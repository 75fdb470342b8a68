-- title: What builds a candidate index
-- why: Shown beside the plan. The server gives it a name.
create index concurrently on {relation} ({columns})
