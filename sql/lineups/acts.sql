-- title: Who can be put into a line-up
-- why: People that a part of a name finds, who are not in it yet.
select
    this.{key}::text as key,
    ({act})::text as act
from {relation} as this
where
    (({who}) or %(keys)s::text[] is not null)
    and (%(keys)s::text[] is null or this.{key}::text = any(%(keys)s::text[]))
    and (
        %(text)s::text = ''
        or pg_catalog.strpos(pg_catalog.lower(({act})::text), pg_catalog.lower(%(text)s::text)) > 0
    )
    and not this.{key}::text = any(%(there)s::text[])
order by pg_catalog.lower(({act})::text), this.{key}
limit case when %(keys)s::text[] is null then 40 end
