-- title: The databases that are recorded, and who records each at present
-- why: `scope` is the database wherever it is reached. The writer keeps its turn until `until`; one of higher rank
--   takes it over, so that a console that is open does not hold up a recorder that tells.
create table target (
    id integer primary key,
    scope text not null unique,
    name text not null,
    seen real not null,
    writer text,
    turn integer not null default 0,
    until real not null default 0
)
