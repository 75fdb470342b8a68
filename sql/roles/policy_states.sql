-- title: Let a role take rows from some states to some others
-- why: The server itself refuses what is for somebody else.
create policy {policy} on {relation} for update to {role}
using ({state}::text = any(%(sources)s::text[]))
with check ({state}::text = any(%(targets)s::text[]))
