-- title: A process that is killed loses nothing; a machine that loses power loses seconds, never the file
pragma synchronous = normal
