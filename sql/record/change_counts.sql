-- title: How often each check has changed since a moment
select
    c.check_name,
    count(*) as times
from change as c
where c.target = :target and c.at > :since
group by c.check_name
