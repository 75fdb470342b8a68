-- title: The history of Supabase's command line
-- why: In its own words: a later run of it must find what it would have made.
create table if not exists {history} (version text not null primary key)
