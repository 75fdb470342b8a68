-- title: The pools of PgBouncer, and who waits for a connection of theirs
-- needs: stats_users or admin_users of PgBouncer
-- why: Its own console alone knows it: to the server those who wait do not exist.
show pools
