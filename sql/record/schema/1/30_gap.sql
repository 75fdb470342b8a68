-- title: When a recorder was there and the server was not
create table gap (
    target integer not null,
    began real not null,
    ended real,
    why text not null,
    primary key (target, began)
) without rowid
