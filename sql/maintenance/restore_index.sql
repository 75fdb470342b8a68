-- title: Build an index again as it was written
-- why: How a dropped index comes back: its definition was kept in the journal.
{definition}
