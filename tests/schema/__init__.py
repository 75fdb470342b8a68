"""The schema of a database: reading, comparing and writing what evens it out."""
