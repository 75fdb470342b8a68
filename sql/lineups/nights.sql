-- title: Nights with what there is to know of their line-ups
-- why: One row an event: how many spots are filled and answered, tickets, money. The expressions are the definition's.
with night as materialized (
    select
        this.{key}::text as key,
        {name} as name,
        {state} as state,
        ({starts})::timestamptz as starts,
        ({place})::text as place,
        ({capacity})::bigint as capacity,
        ({tickets})::bigint as tickets,
        ({gross})::numeric as gross,
        ({ticket_fees})::numeric as ticket_fees,
        ({net})::numeric as net,
        ({split})::numeric as split,
        ({minutes})::bigint as minutes,
        ({spots})::bigint as planned
    from {relation} as this
    where
        (%(event)s::text is null or this.{key}::text = %(event)s::text)
        and (%(since)s::text is null or ({starts})::timestamptz >= %(since)s::text::timestamptz)
        and (%(until)s::text is null or ({starts})::timestamptz < %(until)s::text::timestamptz)
    order by
        case when %(newest)s::boolean then ({starts})::timestamptz end desc,
        ({starts})::timestamptz asc,
        this.{key} asc
    limit %(most)s::bigint
)

select
    night.*,
    spot.*
from night
left join lateral (
    select
        pg_catalog.count(*) as filled,
        pg_catalog.count(*) filter (where ({confirmed_at})::timestamptz is not null) as confirmed,
        pg_catalog.count(*) filter (where ({declined_at})::timestamptz is not null) as declined,
        pg_catalog.count(*) filter (
            where ({confirmed_at})::timestamptz is null
            and ({declined_at})::timestamptz is null
            and ({deadline})::timestamptz < pg_catalog.now()
        ) as passed,
        pg_catalog.sum(({fee})::numeric) as fees
    from {spots_of} as this
    where this.{parent}::text = night.key
) as spot on true
order by
    case when %(newest)s::boolean then night.starts end desc,
    night.starts asc,
    night.key asc
