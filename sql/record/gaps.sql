-- title: When the server was not reached, in a time
select
    g.began,
    g.ended,
    g.why
from gap as g
where g.target = :target and g.began <= :until and coalesce(g.ended, :until) > :since
order by g.began
