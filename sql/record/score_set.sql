-- title: The scorecard of today
insert into score (target, measure, day, value)
values (:target, :measure, :day, :value)
on conflict (target, measure, day) do update set value = excluded.value
