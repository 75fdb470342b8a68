-- title: The server is reached again
update gap
set ended = :now
where target = :target and ended is null
