-- title: Only the service reads and writes
-- why: The API's users have no right on the table and no policy lets them in: two doors, and one may be left open by
--   mistake.
alter table {{table}} enable row level security;

revoke all on table {{table}} from public, {{role}}, {{visitor}};
grant select, insert, update, delete on table {{table}} to {{service}};

drop policy if exists {{all_policy}} on {{table}};
create policy {{all_policy}} on {{table}}
    for all to {{service}}
    using (true)
    with check (true);
