"""How we talk to a server: connections, read-only sessions, SQL files, facts, and what an error means.

The only room, with the guard and scratch, that imports psycopg.
"""
