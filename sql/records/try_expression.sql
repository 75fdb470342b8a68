-- title: Whether the server takes a statement
-- why: The plan alone: nothing is run.
explain (costs false) {explained}
