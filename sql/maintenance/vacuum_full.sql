-- title: Write a table anew, without its empty room
-- why: Nobody reads or writes the table meanwhile, and the disk must hold it twice.
vacuum (full true, analyze true) {relation}
