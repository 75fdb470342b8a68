-- title: One seed file, as Supabase's command line records it
-- why: Of one that was changed since it was applied only the hash is new: it is not run again.
insert into {seeds} (path, hash)
values (%(path)s, %(hash)s)
on conflict (path) do update set hash = excluded.hash
