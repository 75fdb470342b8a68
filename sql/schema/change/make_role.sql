-- title: A role that a scratch server lacks
-- why: It stands for one of the target's, so that a grant to it can be made.
create role {role}
