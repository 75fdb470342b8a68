-- title: Roll a prepared transaction back
-- why: Its locks and its snapshot go; what it did is taken back for good.
rollback {prepared}
