-- title: Take back what the session has set
-- why: Behind a pooler in session mode the connection may serve somebody else next.
reset all
