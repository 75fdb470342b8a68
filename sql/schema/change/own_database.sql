-- title: The plain role owns the scratch database
-- why: It may make schemas and trusted extensions there, and all that belongs to the schema public.
alter database {database} owner to postgres
