-- title: Delete the values that are older than they should be
delete from payload
where at < :cutoff
