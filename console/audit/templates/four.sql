alter table {{table}} enable row level security;

grant select, insert, update, delete on table {{table}} to {{role}};

drop policy if exists {{select_policy}} on {{table}};
create policy {{select_policy}} on {{table}}
    for select to {{role}}
    using ({{rows}});

drop policy if exists {{insert_policy}} on {{table}};
create policy {{insert_policy}} on {{table}}
    for insert to {{role}}
    with check ({{rows}});

drop policy if exists {{update_policy}} on {{table}};
create policy {{update_policy}} on {{table}}
    for update to {{role}}
    using ({{rows}})
    with check ({{rows}});

drop policy if exists {{delete_policy}} on {{table}};
create policy {{delete_policy}} on {{table}}
    for delete to {{role}}
    using ({{rows}});
