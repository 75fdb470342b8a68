-- title: Whether a seed file is recorded with this hash
-- why: Asked behind a lost COMMIT.
select pg_catalog.count(*) > 0 as recorded
from {seeds}
where {path} = %(path)s and {hash} = %(hash)s
