-- title: Take every right on a table from a role
-- why: A role that is there already must not keep what it is not given any more.
revoke all privileges on {relation} from {role}
