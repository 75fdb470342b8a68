-- title: The size of a table, if it is another than before
insert into size (target, oid, at, octets, count_of_rows)
select
    :target,
    :oid,
    :at,
    :octets,
    :count_of_rows
where
    not exists (
        select 1
        from size as s
        where
            s.target = :target
            and s.oid = :oid
            and s.octets = :octets
            and s.count_of_rows is :count_of_rows
            and s.at = (select max(l.at) from size as l where l.target = :target and l.oid = :oid)
    )
on conflict (target, oid, at) do nothing
