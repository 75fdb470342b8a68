-- title: The changes of states in a time, newest first
select
    c.check_name,
    c.at,
    c.was,
    c.became,
    c.detail,
    c.told
from change as c
where c.target = :target and c.at > :since and c.at <= :until
order by c.at desc, c.id desc
