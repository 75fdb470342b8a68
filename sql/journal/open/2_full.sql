-- title: A row is on the disk when its COMMIT returns
pragma synchronous = full
