-- title: Put columns of a row back
-- why: An undo. The values are PostgreSQL's own text of them.
update {relation} as t set {assignments}
where {matches}
