-- title: Take every grant and policy of this database from a role
-- why: It owns nothing of its own, so that nothing is lost by it.
drop owned by {role}
