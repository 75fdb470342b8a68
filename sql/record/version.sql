-- title: The version of the file's schema
pragma user_version
