-- title: How the server would run a statement whose values were taken out
-- why: Before PostgreSQL 16 there is no plan for any values: the server says that a parameter is missing.
explain (format json, verbose true) {explained}
