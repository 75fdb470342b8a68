-- title: How the server would run a statement whose values were taken out
-- needs: PostgreSQL 16
-- why: The plan that fits any values. Nothing is run.
explain (format json, verbose true, generic_plan true) {explained}
