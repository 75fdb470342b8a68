-- title: The state of each check: what it is, what was told of it, who has taken note, until when it is silent
-- why: `candidate` is a state that was seen and must hold for a while before it counts.
create table check_state (
    target integer not null,
    check_name text not null,
    state text not null,
    since real not null,
    detail text not null default '',
    candidate text,
    candidate_since real,
    told text,
    told_at real,
    acknowledged text,
    acknowledged_by text,
    silent_until real,
    primary key (target, check_name)
) without rowid
