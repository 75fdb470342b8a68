-- title: Drop a role
-- why: Only what nothing depends on can be dropped: its grants of this database are taken from it before.
drop role {role}
