-- title: Forget standbys and slots that are gone since long, or of one kind at once
delete from member
where gone is not null and (gone < :cutoff or (target = :target and kind = :kind))
