-- title: Forget changes that are too old
delete from change
where at < :cutoff
