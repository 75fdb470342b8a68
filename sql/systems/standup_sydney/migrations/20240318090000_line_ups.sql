-- title: Line-ups
-- why: who plays when, for how much, and whether they said yes.

create table public.spot_assignments (
    id uuid primary key default gen_random_uuid(),
    event_id uuid not null references public.events (id) on delete cascade,
    comedian_id uuid not null references public.profiles (id) on delete restrict,
    spot_order integer not null,
    spot_type public.spot_type not null default 'middle',
    confirmed boolean not null default false,
    payment_amount numeric(8, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint spot_assignments_once_for_each_event unique (event_id, comedian_id),
    -- Checked at the end of the statement: two spots swap places, and all after a new one move on, in one UPDATE.
    constraint spot_assignments_event_order_key unique (event_id, spot_order) deferrable initially immediate,
    constraint spot_assignments_order_positive check (spot_order > 0),
    constraint spot_assignments_payment_not_negative check (payment_amount >= 0)
);

create table public.spot_confirmations (
    id uuid primary key default gen_random_uuid(),
    assignment_id uuid not null unique references public.spot_assignments (id) on delete cascade,
    confirmation_deadline timestamptz not null,
    confirmed_at timestamptz,
    declined_at timestamptz,
    notes text,
    constraint spot_confirmations_yes_or_no check (num_nonnulls(confirmed_at, declined_at) <= 1)
);

comment on table public.spot_assignments is 'The line-up of an event, in the order of spot_order';
comment on column public.spot_assignments.confirmed is 'Kept by a trigger on spot_confirmations';
comment on table public.spot_confirmations is 'The answer to a spot; neither time means that it is awaited';

create index spot_assignments_comedian_id_idx on public.spot_assignments (comedian_id);
create index spot_confirmations_awaited_idx on public.spot_confirmations (confirmation_deadline)
where confirmed_at is null and declined_at is null;

alter table public.spot_assignments enable row level security;
alter table public.spot_confirmations enable row level security;

-- One truth: a spot cannot be confirmed while its confirmation says declined.
create function private.keep_confirmed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.spot_assignments
    set confirmed = new.confirmed_at is not null
    where spot_assignments.id = new.assignment_id
        and spot_assignments.confirmed is distinct from (new.confirmed_at is not null);
    return null;
end
$$;

create trigger keep_confirmed after insert or update on public.spot_confirmations
for each row execute function private.keep_confirmed();
create trigger touch before update on public.spot_assignments
for each row execute function private.touch_updated_at();

-- The whole new order at once. Who was looking at another line-up is told so, and nothing is changed.
create function public.reorder_lineup(event uuid, spots uuid[]) returns integer
language plpgsql
set search_path = ''
as $$
declare
    moved integer;
begin
    perform 1 from public.events where events.id = event for update;
    if (select pg_catalog.array_agg(s.id order by s.id) from public.spot_assignments as s where s.event_id = event)
        is distinct from (select pg_catalog.array_agg(w.id order by w.id) from pg_catalog.unnest(spots) as w (id)) then
        raise exception 'the line-up has changed meanwhile' using errcode = 'serialization_failure';
    end if;
    update public.spot_assignments
    set spot_order = wanted.place
    from pg_catalog.unnest(spots) with ordinality as wanted (id, place)
    where spot_assignments.id = wanted.id and spot_assignments.spot_order <> wanted.place;
    get diagnostics moved = row_count;
    return moved;
end
$$;

-- VERIFY
-- select count(*) as spots_confirmed_wrong
-- from public.spot_assignments
-- inner join public.spot_confirmations on spot_confirmations.assignment_id = spot_assignments.id
-- where spot_assignments.confirmed <> (spot_confirmations.confirmed_at is not null);

-- ROLLBACK
-- drop function public.reorder_lineup(uuid, uuid[]);
-- drop table public.spot_confirmations;
-- drop table public.spot_assignments;
-- drop function private.keep_confirmed();
