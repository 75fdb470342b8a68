-- title: The first size that is known of each table after a moment: of one, or of all
select
    s.oid,
    min(s.at) as at,
    s.octets,
    s.count_of_rows
from size as s
where s.target = :target and s.at > :at and (:oid is null or s.oid = :oid)
group by s.oid
