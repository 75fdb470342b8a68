-- title: Sensitive Columns Exposed
-- level: error
-- area: security
-- why: Supabase's advisor: a table without row level security that anon or authenticated may SELECT, in a schema
--   that the API serves, with a column of exactly one of these names.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Columns: ' || pg_catalog.string_agg(t.attname::text, ', ' order by t.attname) || '.' as detail
from pg_catalog.pg_attribute as t
inner join pg_catalog.pg_class as c on t.attrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind = 'r'
    and not c.relrowsecurity
    and t.attnum > 0
    and not t.attisdropped
    and pg_catalog.replace(pg_catalog.lower(t.attname::text), '-', '_') in (
        'password', 'passwd', 'pwd', 'passphrase', 'secret', 'secret_key', 'private_key', 'api_key', 'apikey',
        'auth_key', 'token', 'jwt', 'access_token', 'refresh_token', 'oauth_token', 'session_token', 'bearer_token',
        'auth_code', 'session_id', 'session_key', 'session_secret', 'recovery_code', 'backup_code',
        'verification_code', 'otp', 'two_factor', '2fa_secret', '2fa_code', 'ssn', 'social_security',
        'social_security_number', 'driver_license', 'drivers_license', 'license_number', 'passport_number',
        'passport_id', 'national_id', 'tax_id', 'credit_card', 'card_number', 'cvv', 'cvc', 'cvn', 'bank_account',
        'account_number', 'routing_number', 'iban', 'swift_code', 'bic', 'health_record', 'medical_record',
        'patient_id', 'insurance_number', 'health_insurance', 'medical_insurance', 'treatment', 'mac_address',
        'macaddr', 'imei', 'device_uuid', 'pgp_key', 'gpg_key', 'ssh_key', 'certificate', 'license_key',
        'activation_key', 'facial_recognition'
    )
    and exists (
        select 1 from pg_catalog.pg_roles as a
        where a.rolname in ('anon', 'authenticated') and pg_catalog.has_table_privilege(a.oid, c.oid, 'select')
    )
    and n.nspname = any(%(exposed)s::text[])
    and n.nspname <> all(%(advisor_schemas)s)
group by n.nspname, c.relname
