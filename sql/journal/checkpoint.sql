-- title: Move everything from the log beside the file into the file
pragma wal_checkpoint = truncate
