-- title: Make a role that nobody logs in as
-- why: What it may do is given to it; people get it as members.
create role {role} nologin
