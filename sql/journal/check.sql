-- title: Is the file whole
pragma integrity_check = 1
