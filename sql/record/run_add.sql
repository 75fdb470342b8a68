-- title: What a statement did between two looks
insert into run (target, step, at, statement_key, calls, total_ms, count_of_rows, read_blocks)
values (:target, :step, :at, :statement_key, :calls, :total_ms, :count_of_rows, :read_blocks)
on conflict (target, step, at, statement_key) do nothing
