"""A throw-away or kept local Postgres that cannot outlive the people who use it.

    binaries.py   where postgres, initdb, psql … are: the wheel, or the system
    account.py    who runs the server: never root
    folders.py    where a server and its socket live
    client.py     speaking to a server with its own psql
    server.py     starting, joining and leaving a server
    watchdog.py   the process that stops a server when its last owner has gone, however it went

Standard library only, and `watchdog.py` nothing of ours either: it must start in a few milliseconds.
"""
