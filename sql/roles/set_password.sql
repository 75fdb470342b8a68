-- title: Give a role another password
-- why: The value is a SCRAM verifier: the password itself is never sent, and the server's log may hold this statement.
alter role {role} password %(verifier)s
