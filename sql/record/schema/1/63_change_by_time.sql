-- title: The changes of a target, newest first
create index change_by_time on change (target, at)
