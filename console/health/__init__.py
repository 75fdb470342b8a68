"""The health of a database: what is wrong and how to mend it, tables, indexes, sessions, statements, replication."""
