-- title: Everybody reads what is published
-- why: What is published is for everybody; nothing is written through the API. Without a column that says what is
--   published, all of it is.
alter table {{table}} enable row level security;

revoke insert, update, delete, truncate on table {{table}} from {{role}}, {{visitor}};
grant select on table {{table}} to {{role}}, {{visitor}};

drop policy if exists {{select_policy}} on {{table}};
create policy {{select_policy}} on {{table}}
    for select to {{role}}, {{visitor}}
    using ({{published}});
