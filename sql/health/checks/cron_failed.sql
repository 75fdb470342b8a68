-- title: A scheduled job fails
-- level: warning
-- area: integrity
-- needs: cron
-- threshold: cron_failures
-- detail: job {object} ({schedule}) failed {value:count} times in a row, the last time at {at}: {message}
-- figure: {value:count} in a row
-- why: Nobody looks at its result: what it should have cleaned up or computed is missing until somebody does.
-- fix: run its command by hand, and read the message
with
ended as (
    select
        r.jobid,
        r.status,
        r.return_message,
        r.start_time,
        pg_catalog.row_number() over (partition by r.jobid order by r.runid desc) as place
    -- The newest by its key: the list is never cleaned up by itself, and reading all of it would hurt.
    from (
        select n.*
        from {runs} as n
        order by n.runid desc
        limit 10000
    ) as r
    where r.status in ('succeeded', 'failed')
),

failed as (
    select
        e.jobid,
        coalesce(min(e.place) filter (where e.status = 'succeeded'), count(*) + 1) - 1 as times
    from ended as e
    group by e.jobid
)

select
    coalesce(j.database, '') as schema,
    coalesce(j.jobname, j.jobid::text) as object,
    'scheduled job'::text as object_type,
    ''::text as sub,
    j.schedule,
    pg_catalog.left(e.return_message, 200) as message,
    pg_catalog.date_trunc('second', e.start_time)::text as at,
    f.times::float8 as value
from failed as f
inner join {jobs} as j on j.jobid = f.jobid
inner join ended as e on e.jobid = f.jobid and e.place = 1
where j.active
    and f.times > 0
    and f.times >= %(warning)s::float8
order by value desc
limit 50
