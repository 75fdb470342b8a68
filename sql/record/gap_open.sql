-- title: The server is not reached from now on
insert into gap (target, began, why)
values (:target, :now, :why)
on conflict (target, began) do nothing
