-- title: Whose file it is
pragma application_id
