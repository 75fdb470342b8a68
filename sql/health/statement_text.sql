-- title: The whole text of a statement
-- needs: pg_stat_statements
-- why: A list shows its beginning only. The same statement of several roles has one text.
select s.query as text
from {statements} as s
where s.queryid::text = %(query_id)s
    and s.dbid = (
        select d.oid from pg_catalog.pg_database as d
        where d.datname = pg_catalog.current_database()
    )
    and s.query <> '<insufficient privilege>'
order by s.calls desc
limit 1
