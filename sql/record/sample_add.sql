-- title: Add what was seen, or an average
insert into sample (target, step, at, every, body)
values (:target, :step, :at, :every, :body)
on conflict (target, step, at) do nothing
