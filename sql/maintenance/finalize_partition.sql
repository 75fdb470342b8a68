-- title: Finish a detaching that was broken off
-- why: Until then the partition is half in: no other one can be detached.
alter table {parent} detach partition {relation} finalize
