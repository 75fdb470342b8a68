-- title: A standby or slot is there
insert into member (target, kind, name, seen)
values (:target, :kind, :name, :now)
on conflict (target, kind, name) do update set seen = excluded.seen, gone = null
