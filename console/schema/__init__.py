"""The schema of a database as objects: read from the catalogue, compared, and written as the SQL that evens it out.

It knows nothing of migrations and of where a database is; it only reads.
"""
