-- title: A point to come back to
-- why: What is looked at behind it is held to reading, and leaves nothing set.
savepoint greenroom -- noqa: PRS
