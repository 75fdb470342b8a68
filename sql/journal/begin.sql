-- title: Begin to write
-- why: The lock is taken at once: the last row must not change between reading its hash and adding to it.
begin immediate -- noqa: PRS
