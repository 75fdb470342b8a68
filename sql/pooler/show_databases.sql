-- title: The databases of PgBouncer, and how many connections each may have
-- needs: stats_users or admin_users of PgBouncer
-- why: A pool that is full is full against this.
show databases
