-- title: Every change of a check's state, and what became of telling it
create table change (
    id integer primary key,
    target integer not null,
    check_name text not null,
    at real not null,
    was text not null,
    became text not null,
    detail text not null,
    told text not null
)
