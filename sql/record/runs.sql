-- title: What statements did in a time, those that took most first, and what they did before it
with day as (
    select
        r.statement_key,
        sum(r.calls) as calls,
        sum(r.total_ms) as total_ms,
        sum(r.count_of_rows) as count_of_rows
    from run as r
    where r.target = :target and r.step = 0 and r.at > :since and r.at <= :until
    group by r.statement_key
),

earlier as (
    select
        r.statement_key,
        sum(r.calls) as calls,
        sum(r.total_ms) as total_ms
    from run as r
    where r.target = :target and r.step = 86400 and r.at <= :since - 86400
    group by r.statement_key
)

select
    s.role,
    s.words,
    s.began,
    d.calls,
    d.total_ms,
    d.count_of_rows,
    e.total_ms / nullif(e.calls, 0) as mean_before
from day as d
inner join statement as s on d.statement_key = s.statement_key
left join earlier as e on d.statement_key = e.statement_key
where s.target = :target
order by d.total_ms desc
