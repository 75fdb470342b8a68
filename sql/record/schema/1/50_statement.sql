-- title: The text of a statement that took time, and when it was first seen
create table statement (
    target integer not null,
    statement_key text not null,
    role text,
    words text,
    began real not null,
    primary key (target, statement_key)
) without rowid
