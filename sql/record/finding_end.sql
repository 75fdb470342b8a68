-- title: A finding is gone
update finding
set ended = :now
where target = :target and fingerprint = :fingerprint and ended is null
