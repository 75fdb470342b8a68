-- title: Give the turn up
update target
set
    writer = null,
    turn = 0,
    until = 0
where id = :target and writer = :writer
