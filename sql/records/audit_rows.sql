-- title: What an audit table says of one record
-- why: Names of the columns that changed and never their values: they would walk around the masks.
select
    pg_catalog.timezone('UTC', {at}::timestamptz)::text as at,
    pg_catalog.left({action}::text, 80) as action,
    pg_catalog.left({actor}::text, 80) as who,
    (
        select pg_catalog.string_agg(n.key, ', ' order by n.key)
        from pg_catalog.jsonb_each(
                case when pg_catalog.jsonb_typeof({after}) = 'object' then {after} else '{{}}' end
            ) as n (key, value)
        where pg_catalog.jsonb_typeof({before}) = 'object' and {before} -> n.key is distinct from n.value
    ) as changed
from {relation} as t
where {table_column}::text = any(%(names)s) and {row_column}::text = %(row)s
order by {at} desc
limit %(most)s
