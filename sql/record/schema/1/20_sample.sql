-- title: What was seen at one moment, or on average in one step
-- why: `step` is 0 for a look, else the seconds that it is the average of. `every` is how long it was to the next look
--   when it was written: a longer time without a row is a gap. `body` is a figure for each series, or for an average
--   its mean, least and most.
create table sample (
    target integer not null,
    step integer not null,
    at real not null,
    every real not null,
    body text not null,
    primary key (target, step, at)
) without rowid
