-- title: Take spots out of a line-up
-- why: What was taken out of the draft; what hangs on a spot goes with it.
delete from {relation} as t
where t.{key} = any(%(keys)s::{key_type}[]) and t.{parent} = %(parent)s::{parent_type}
