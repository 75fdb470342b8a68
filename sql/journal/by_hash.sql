-- title: The event of that hash
-- why: A head that somebody wrote down must still be in the chain; if it is not, the file was replaced or cut.
select e.id
from event as e
where e.hash = :hash
