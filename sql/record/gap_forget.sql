-- title: Forget gaps that are older than they are kept
delete from gap
where began < :cutoff
