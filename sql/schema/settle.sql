-- title: How this transaction prints definitions
-- why: Names are printed with their schema and constants in one form, whatever the role and the database are set to.
--   Only then are two databases compared and not their settings.
select
    pg_catalog.set_config('search_path', '', true),
    pg_catalog.set_config('timezone', 'UTC', true),
    pg_catalog.set_config('datestyle', 'ISO, YMD', true),
    pg_catalog.set_config('intervalstyle', 'postgres', true),
    pg_catalog.set_config('bytea_output', 'hex', true),
    pg_catalog.set_config('extra_float_digits', '1', true),
    pg_catalog.set_config('quote_all_identifiers', 'off', true)
