"""The sample systems on a local server of our own: what a stranger sees first, and what tests and benches stand on.

    systems.py    which systems there are: the folders below sql/systems
    loading.py    getting one into a database, once
    demo.py       the server that is kept between runs, and its databases as targets
    commands.py   `greenroom demo`

It never touches a server that is not ours. Nothing is imported here: every command line reads this file.
"""
