-- title: Forget sizes that are too old, but for the last of each table: it still holds
delete from size
where
    at < :cutoff
    and at < (select max(l.at) from size as l where l.target = size.target and l.oid = size.oid)
