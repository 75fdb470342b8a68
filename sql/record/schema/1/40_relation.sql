-- title: The tables whose size is kept, by their last name
create table relation (
    target integer not null,
    oid integer not null,
    schema_name text not null,
    name text not null,
    primary key (target, oid)
) without rowid
