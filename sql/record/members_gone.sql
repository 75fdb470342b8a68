-- title: Standbys and slots that are gone
select
    m.kind,
    m.name,
    m.seen,
    m.gone
from member as m
where m.target = :target and m.gone is not null
order by m.kind, m.name
