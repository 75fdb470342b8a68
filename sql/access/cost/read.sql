-- title: Read the whole relation, and say how long it took
-- why: Run on a copy, or on a target through the guard; never by a read session.
explain (analyze, timing off, format json)
select from {relation} as t
