-- title: Standbys and slots that were there
create table member (
    target integer not null,
    kind text not null,
    name text not null,
    seen real not null,
    gone real,
    primary key (target, kind, name)
) without rowid
