-- title: How the server would run a statement
-- why: The plan alone: nothing is run. Values stand in the statement, or are given beside it.
explain (format json, verbose true) {explained}
