-- title: A statement that took time
insert into statement (target, statement_key, role, words, began)
values (:target, :statement_key, :role, :words, :now)
on conflict (target, statement_key) do nothing
