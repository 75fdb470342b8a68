-- title: A finding is there
insert into finding (target, fingerprint, began, check_name, level, thing, title, figure)
values (:target, :fingerprint, :began, :check_name, :level, :thing, :title, :figure)
on conflict (target, fingerprint, began) do update set level = excluded.level, figure = excluded.figure
