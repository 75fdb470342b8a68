-- title: Let a role delete rows
-- why: Only of a kind that may be deleted at all.
grant delete on {relation} to {role}
