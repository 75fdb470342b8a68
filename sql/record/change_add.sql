-- title: The state of a check has changed
insert into change (target, check_name, at, was, became, detail, told)
values (:target, :check_name, :now, :was, :became, :detail, :told)
