-- title: The schema that a tool keeps its history in
-- why: As its own command line makes it before it applies its first file.
create schema if not exists {schema}
