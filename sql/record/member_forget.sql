-- title: Forget standbys and slots that are gone since long, or all of one target at once
delete from member
where gone is not null and (gone < :cutoff or target = :target)
