-- title: How the whole relation would be read
-- why: As the role that asks, so its policies are in the plan. It is planned, not run.
explain (verbose, format json)
select from {relation} as t
