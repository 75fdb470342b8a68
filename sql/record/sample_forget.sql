-- title: Forget what is older than it is kept
delete from sample
where step = :step and at < :cutoff
