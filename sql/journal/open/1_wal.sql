-- title: Readers do not wait for a writer, and a writer's half row is never seen
pragma journal_mode = wal
