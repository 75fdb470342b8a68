-- title: The running order of one event
-- why: Every row below it in its order, with what the definition says of a spot, and the row whole for putting it back.
select
    this.{key}::text as key,
    this.{position}::bigint as place,
    this.{person}::text as person,
    {type}::text as type,
    ({act})::text as act,
    ({minutes})::bigint as minutes,
    ({fee})::numeric as fee,
    ({confirmed_at})::timestamptz as confirmed_at,
    ({declined_at})::timestamptz as declined_at,
    ({deadline})::timestamptz as deadline,
    ({confirmation})::text as confirmation,
    ({notes})::text as notes,
    ({application})::text as application,
    ({application_state})::text as application_state,
    ({elsewhere})::text as elsewhere,
    ({elsewhere_at})::timestamptz as elsewhere_at
from {relation} as this
where this.{parent} = %(parent)s::{parent_type}
order by this.{position}, this.{key}
