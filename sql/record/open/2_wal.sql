-- title: Readers do not wait for a writer, and a half written row is never seen
pragma journal_mode = wal
