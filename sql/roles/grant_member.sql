-- title: Give a role what another may do
-- why: PostgreSQL has made roles for watching a server.
grant {member} to {role}
