-- title: Sum up the days that are past
insert into run (target, step, at, statement_key, calls, total_ms, count_of_rows, read_blocks)
select
    r.target,
    86400,
    cast(r.at / 86400 as integer) * 86400 as day,
    r.statement_key,
    sum(r.calls),
    sum(r.total_ms),
    sum(r.count_of_rows),
    sum(r.read_blocks)
from run as r
where r.step = 0 and r.at < :cutoff
group by r.target, day, r.statement_key
on conflict (target, step, at, statement_key) do nothing
