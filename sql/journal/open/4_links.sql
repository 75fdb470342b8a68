-- title: An event belongs to an intent that is there
pragma foreign_keys = on
