-- title: Give columns of one spot other values
-- why: Its type, its length or its fee, as they were drafted on the board.
update {relation} as t set {assignments}
where t.{key} = %(key)s::{key_type} and t.{parent} = %(parent)s::{parent_type}
