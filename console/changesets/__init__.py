"""A folder of migration files: which they are, what stands in one, and writing a new one. Never talks to a server."""
