-- title: Take the turn to record, or keep it
-- why: A turn that ends far in the future was given before somebody set the clock back.
update target
set
    writer = :writer,
    turn = :turn,
    until = :until
where
    id = :target
    and (writer is null or writer = :writer or turn < :turn or until < :now or until > :far)
