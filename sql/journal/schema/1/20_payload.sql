-- title: The real values that an undo needs, encrypted
-- why: A table of its own, so that retention may delete them and the chain of events still verifies: the event holds
--   the digest of this row.
create table payload (
    event integer primary key references event (id),
    scope text not null,
    nonce blob not null,
    sealed blob not null
)
