-- title: The number of a database
select t.id from target as t
where t.scope = :scope
