-- title: Events
-- why: a night in a room, from the first idea to the last bow.

create table public.events (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    date timestamptz not null,
    venue text not null,
    address text,
    capacity integer,
    -- RESTRICT: a promoter with events is marked as deleted, never removed.
    promoter_id uuid not null references public.profiles (id) on delete restrict,
    status public.event_status not null default 'draft',
    ticket_price numeric(8, 2),
    door_split_percentage numeric(5, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint events_capacity_positive check (capacity > 0),
    constraint events_ticket_price_not_negative check (ticket_price >= 0),
    constraint events_door_split_range check (door_split_percentage between 0 and 100)
);

comment on table public.events is 'Nights. Everybody sees them, but for drafts';

create index events_promoter_id_idx on public.events (promoter_id);
create index events_date_id_idx on public.events (date desc, id desc);
create index events_live_date_idx on public.events (date, status) where status not in ('cancelled', 'completed');

alter table public.events enable row level security;

-- "The date lies in the future" is a rule about publishing, not about the row. As CHECK (date > now()) it refuses every
-- change of a past event, and a dump of the table cannot be restored.
create function private.check_event_date() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status in ('published', 'applications_open') and new.date <= pg_catalog.now()
        and (tg_op = 'INSERT' or old.status = 'draft') then
        raise exception 'an event of % is over and cannot be opened', new.date using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and new.status = 'completed' and old.status <> 'completed'
        and new.date > pg_catalog.now() then
        raise exception 'an event that is still to come cannot be completed' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger check_date before insert or update of status, date on public.events
for each row execute function private.check_event_date();
create trigger touch before update on public.events
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on public.events
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.events', 'status',
    'draft>published|cancelled',
    'published>applications_open|lineup_confirmed|cancelled|draft',
    'applications_open>applications_closed|cancelled',
    'applications_closed>applications_open|lineup_confirmed|cancelled',
    'lineup_confirmed>applications_closed|completed',
    'lineup_confirmed>cancelled!'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.events'::regclass;
-- drop table public.events;
-- drop function private.check_event_date();
