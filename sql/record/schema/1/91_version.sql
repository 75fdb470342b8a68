-- title: The version of this schema
pragma user_version = 1
