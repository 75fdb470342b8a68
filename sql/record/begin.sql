-- title: Begin to write
-- why: The lock is taken at once: two recorders must not both find the turn free.
begin immediate -- noqa: PRS
