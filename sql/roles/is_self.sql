-- title: Is this the role that we are?
-- why: Behind a pooler that logs in as somebody else, the password would be given to the wrong role.
select current_user = %(role)s and session_user = %(role)s
