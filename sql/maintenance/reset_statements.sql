-- title: Set the counters of all statements back
-- needs: EXECUTE on pg_stat_statements_reset
-- why: Nothing brings them back, for nobody who looks at them. A look of ours subtracts an earlier one instead.
select {reset}()
