-- title: One applied version, as Supabase's command line records it
-- why: Its columns alone: what the platform adds (created_by, idempotency_key, rollback) is not ours to fill.
insert into {history} (version, name, statements)
values (%(version)s, %(name)s, %(statements)s::text[])
