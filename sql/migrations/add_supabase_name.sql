-- title: The name of a version, in the history of Supabase's command line
-- why: Older versions of it made the table without this column.
alter table {history} add column if not exists name text
