"""The bench: how long greenroom takes, each time beside a baseline that was measured in the same session.

`python -m tests.bench` prints the table. Nothing in here is a test, and no test is timed.
"""
