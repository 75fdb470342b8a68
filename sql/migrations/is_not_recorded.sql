-- title: Whether a migration is not yet in the history
-- why: Another tool takes no lock: what stands there by now must not be run again.
select pg_catalog.count(*) = 0 as absent
from {history}
where {key} = %(key)s
