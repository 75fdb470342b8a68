-- title: The events of the journal, one row each
-- why: `body` is what happened, as canonical JSON; the columns beside it repeat what lists are filtered by. `entry` is
--   the intent that an event belongs to, null for what stands by itself. `hash` is over all of the row, with the hash
--   of the row before it in `previous`: see console/guard/journal_chain.py.
create table event (
    id integer primary key,
    at text not null,
    kind text not null,
    entry integer references event (id),
    target text not null,
    operation text,
    thing text,
    key text,
    undo_of integer references event (id),
    result text,
    body text not null,
    previous text not null,
    hash text not null unique
)
