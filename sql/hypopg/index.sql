-- title: An index as hypopg takes it
-- needs: hypopg
-- why: It is never built, so nothing is said of how.
create index on {relation} ({columns})
