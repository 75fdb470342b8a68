-- title: Make the index of a partition a part of the index above
-- why: With the last one the index above becomes valid.
alter index {above} attach partition {index}
