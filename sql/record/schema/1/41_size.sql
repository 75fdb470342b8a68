-- title: The size of a table when it had changed; it holds until the next row
-- why: Nothing is written for what stays as it is, which is nearly all of a big database.
create table size (
    target integer not null,
    oid integer not null,
    at real not null,
    octets integer not null,
    count_of_rows integer,
    primary key (target, oid, at)
) without rowid
