-- title: Drop temporary tables
-- why: One file must not find what another has left on the session.
discard temp
