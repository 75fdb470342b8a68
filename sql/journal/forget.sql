-- title: Delete the values that are older than they should be
delete from payload
where event in (select e.id from event as e where e.at < :cutoff)
