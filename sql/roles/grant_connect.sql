-- title: Let a role open a database
-- why: Where PUBLIC may not connect, its members could not either.
grant connect on database {database} to {role}
