-- title: Remove a row that was inserted
-- why: An undo.
delete from {relation} as t
where {matches}
