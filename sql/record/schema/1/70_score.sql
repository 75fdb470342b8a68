-- title: The scorecard of each day, its last look
create table score (
    target integer not null,
    measure text not null,
    day text not null,
    value real not null,
    primary key (target, measure, day)
) without rowid
