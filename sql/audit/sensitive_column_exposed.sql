-- title: Sensitive column that others can read
-- level: error
-- area: security
-- why: Its name says that it holds a secret or personal data, the table has no row level security, and others have
--   the grant.
-- fix: alter table {relation} enable row level security
-- advisor: sensitive_columns_exposed
with
audience as materialized (
    select
        a.role as oid,
        case a.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.role)::text end as rolname,
        case a.role when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.role)) end as role
    from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
),

usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'Read by ' || pg_catalog.string_agg(a.rolname, ', ' order by a.rolname) || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from pg_catalog.pg_class as c
inner join usable as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
cross join audience as a
where c.relkind in ('r', 'p')
    and not c.relrowsecurity
    and t.attname
    ~* (
        '(^|_)(password|passwd|pwd|passphrase|secret|token|api_?key|private_key|access_key|encrypti'
        || 'on_key|ssn|social_security|passport|tax_id|credit_card|card_number|cvv|cvc|iban|bank_accou'
        || 'nt|account_number|routing_number|pin|otp|mfa|totp|recovery_code|date_of_birth|dob|birth_?d'
        || 'ate|medical|diagnosis|health|salary|two_factor|security_answer)(_|$|s$)'
    )
    and pg_catalog.has_column_privilege(a.oid, c.oid, t.attnum, 'select')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname, t.attname
