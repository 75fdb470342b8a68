-- title: Who sold the tickets of one event
-- why: A platform each, as the definition says it: when it last reported, whether its orders add up, what came twice.
select ({sold_by})::jsonb as sold_by
from {relation} as this
where this.{key}::text = %(event)s::text
