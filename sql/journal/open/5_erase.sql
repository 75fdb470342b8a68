-- title: What retention deletes is overwritten
pragma secure_delete = on
