-- title: Forget the turns of databases that are not recorded any more
delete from target
where
    seen < :cutoff
    and not exists (select 1 from sample as s where s.target = target.id)
    and not exists (select 1 from size as z where z.target = target.id)
