-- title: The history of dbmate
-- why: every migration of the system ran; here is what the tool itself would have written of it.

create table if not exists public.schema_migrations (version varchar primary key);

insert into public.schema_migrations (version)
select applied.version
from pg_catalog.json_to_recordset(pg_catalog.current_setting('demo.history')::json) as applied (version text);
