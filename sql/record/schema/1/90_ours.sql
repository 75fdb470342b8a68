-- title: The mark by which a record is known ("GrnH")
pragma application_id = 1198681672
