-- migrate:up
-- title: State machines and the time of the last change
-- why: one table says which state may follow which. A trigger enforces it and the console can read it.

create table private.state_transition (
    table_id regclass not null,
    column_name name not null,
    from_state text not null,
    to_state text not null,
    needs_reason boolean not null default false,
    primary key (table_id, column_name, from_state, to_state)
);

comment on table private.state_transition is 'Which state may follow which; enforced by private.enforce_transition()';

create function private.enforce_transition() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    old_state text := pg_catalog.to_jsonb(old) ->> tg_argv[0];
    new_state text := pg_catalog.to_jsonb(new) ->> tg_argv[0];
begin
    if old_state is distinct from new_state and not exists (
        select 1
        from private.state_transition as allowed
        where
            allowed.table_id = tg_relid::pg_catalog.regclass
            and allowed.column_name = tg_argv[0]
            and allowed.from_state = old_state
            and allowed.to_state = new_state
    ) then
        raise exception '% cannot go from % to %', tg_relid::pg_catalog.regclass, old_state, new_state
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- An edge is written 'A|B>C|D'. An exclamation mark at its end says that people must give a reason.
create procedure private.add_transitions(target regclass, state_column name, variadic edges text[])
language sql
set search_path = ''
as $$
    insert into private.state_transition (table_id, column_name, from_state, to_state, needs_reason)
    select
        target,
        state_column,
        source.state,
        goal.state,
        edge.text ~ '!$'
    from pg_catalog.unnest(edges) as edge (text)
    cross join lateral pg_catalog.string_to_table(
        pg_catalog.split_part(pg_catalog.rtrim(edge.text, '!'), '>', 1), '|'
    ) as source (state)
    cross join lateral pg_catalog.string_to_table(
        pg_catalog.split_part(pg_catalog.rtrim(edge.text, '!'), '>', 2), '|'
    ) as goal (state)
    on conflict do nothing
$$;

create function private.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := pg_catalog.now();
    return new;
end
$$;

-- migrate:down
drop function private.touch_updated_at();
drop procedure private.add_transitions(regclass, name, text[]);
drop function private.enforce_transition();
drop table private.state_transition;
