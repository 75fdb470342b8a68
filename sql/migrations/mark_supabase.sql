-- title: One version marked as applied, as Supabase's command line does it
-- why: A version that is there gets the name and the statements of the file.
insert into {history} (version, name, statements)
values (%(version)s, %(name)s, %(statements)s::text[])
on conflict (version) do update set name = excluded.name, statements = excluded.statements
