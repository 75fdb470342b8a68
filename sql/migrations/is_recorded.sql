-- title: Whether a migration stands in the history
-- why: Asked behind a lost COMMIT, and before a file is run: somebody else may have applied it meanwhile.
select pg_catalog.count(*) > 0 as recorded
from {history}
where {key} = %(key)s
