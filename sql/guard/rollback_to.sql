-- title: Back to that point
-- why: Undoes the settings that were made behind it, and the hold to reading.
rollback to savepoint greenroom -- noqa: PRS
