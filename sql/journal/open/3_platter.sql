-- title: On macOS an fsync alone leaves the row in the disk's own memory
pragma fullfsync = on
