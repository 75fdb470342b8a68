-- title: The log beside the file is cut after it has grown
pragma journal_size_limit = 4194304
