-- title: A table is called this at present
insert into relation (target, oid, schema_name, name)
values (:target, :oid, :schema_name, :name)
on conflict (target, oid) do update set schema_name = excluded.schema_name, name = excluded.name
where schema_name <> excluded.schema_name or name <> excluded.name
