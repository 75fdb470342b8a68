-- title: The gap that has not ended
select g.began from gap as g
where g.target = :target and g.ended is null
