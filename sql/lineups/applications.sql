-- title: Who wants to play at one event
-- why: The queue, those to be decided first, with what the definition says of an applicant.
select
    this.{key}::text as key,
    this.{person}::text as person,
    ({state})::text as state,
    ({act})::text as act,
    ({minutes})::bigint as minutes,
    ({experience})::text as experience,
    ({gigs})::bigint as gigs,
    ({vouches})::bigint as vouches,
    ({rating})::numeric as rating,
    ({applied_at})::timestamptz as applied_at
from {relation} as this
where this.{parent} = %(parent)s::{parent_type}
order by ({state})::text = any(%(waiting)s::text[]) desc, ({applied_at})::timestamptz, this.{key}
limit 200
