-- title: What a statement did between two looks
create table run (
    target integer not null,
    step integer not null,
    at real not null,
    statement_key text not null,
    calls integer not null,
    total_ms real not null,
    count_of_rows integer not null,
    read_blocks integer not null,
    primary key (target, step, at, statement_key)
) without rowid
