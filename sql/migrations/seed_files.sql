-- title: The seed files that were applied
-- why: By path and hash, as Supabase's command line keeps them: another hash means that the file was changed since.
select
    {path}::text as path,
    {hash}::text as hash
from {seeds}
order by 1
limit %(rows)s
