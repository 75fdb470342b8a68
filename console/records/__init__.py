"""Business records: what a row means to people, how it is found, shown and moved on. On any schema."""
