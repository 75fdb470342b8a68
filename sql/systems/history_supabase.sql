-- title: The history of Supabase's command line
-- why: every migration of the system ran; here is what the tool itself would have written of it.

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;

insert into supabase_migrations.schema_migrations (version, name, statements)
select
    applied.version,
    applied.name,
    applied.statements
from
    pg_catalog.json_to_recordset(
        pg_catalog.current_setting('demo.history')::json
    ) as applied (version text, name text, statements text[]);
