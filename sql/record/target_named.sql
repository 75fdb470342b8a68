-- title: The database that had this name last
select t.scope from target as t
where t.name = :name
order by t.seen desc
limit 1
