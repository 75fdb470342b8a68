-- title: Of days that are past keep the last size alone
delete from size
where
    at < :cutoff
    and exists (
        select 1
        from size as l
        where
            l.target = size.target
            and l.oid = size.oid
            and l.at > size.at
            and l.at < :cutoff
            and cast(l.at / 86400 as integer) = cast(size.at / 86400 as integer)
    )
