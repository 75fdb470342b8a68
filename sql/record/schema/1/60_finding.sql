-- title: Findings, each from when it was first seen until it was gone
create table finding (
    target integer not null,
    fingerprint text not null,
    began real not null,
    ended real,
    check_name text not null,
    level text not null,
    thing text not null,
    title text not null,
    figure text not null,
    primary key (target, fingerprint, began)
) without rowid
