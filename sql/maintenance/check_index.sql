-- title: Look whether a B-tree is whole, and holds every row of its table
-- needs: amcheck, EXECUTE on bt_index_check
-- why: What a damaged disk or a changed collation did to it shows here before a query gives a wrong answer.
select {check}(%(oid)s::pg_catalog.regclass, %(rows)s::boolean) is not null as checked
