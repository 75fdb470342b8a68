-- title: Forget scorecards that are too old
delete from score
where day < :day
