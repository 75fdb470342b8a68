-- title: The size that each table had at a moment: of one, or of all
select
    s.oid,
    max(s.at) as at,
    s.octets,
    s.count_of_rows,
    r.schema_name,
    r.name
from size as s
inner join relation as r on s.target = r.target and s.oid = r.oid
where s.target = :target and s.at <= :at and (:oid is null or s.oid = :oid)
group by s.oid
order by s.octets desc
