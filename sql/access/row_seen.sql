-- title: Whether the role that we are can see one row
-- why: What the server really does is the last word over what the policies seem to say.
select count(*) > 0 as seen
from {relation} as t
where {condition}
