-- title: A database is recorded, under this name at present
insert into target (scope, name, seen)
values (:scope, :name, :now)
on conflict (scope) do update set name = excluded.name, seen = excluded.seen
