"""The schema of a database as objects: read from the catalogue, compared, and written as the SQL that evens it out.

Of a target it only reads. What it makes stands on a scratch database. It knows nothing of migrations.
"""
