-- title: Forget what statements did before they are kept
delete from run
where step = :step and at < :cutoff
