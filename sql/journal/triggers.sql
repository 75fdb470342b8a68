-- title: The triggers that keep it append-only
select m.name from sqlite_master as m
where m.type = 'trigger'
order by m.name
