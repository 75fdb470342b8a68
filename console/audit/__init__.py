"""The audit: what is wrong with row security, rights, schema and server, each check a file under sql/audit."""
