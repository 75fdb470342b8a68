-- title: What became of telling the last change of a check
update change
set told = :told
where id = (select max(c.id) from change as c where c.target = :target and c.check_name = :check_name)
