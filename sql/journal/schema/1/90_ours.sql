-- title: The mark by which a journal is known ("GrnJ")
pragma application_id = 1198681674
