-- title: The list of seed files of Supabase's command line
-- why: In its own words: a later run of it must find what it would have made.
create table if not exists {seeds} (path text not null primary key, hash text not null)
