-- title: Applications
-- why: comedians ask for a spot; the promoter answers each of them.

create table public.applications (
    id uuid primary key default gen_random_uuid(),
    event_id uuid not null references public.events (id) on delete cascade,
    comedian_id uuid not null references public.profiles (id) on delete restrict,
    status public.application_status not null default 'pending',
    set_length integer not null,
    description text,
    applied_at timestamptz not null default now(),
    approved_at timestamptz,
    rejected_at timestamptz,
    withdrawn_at timestamptz,
    constraint applications_once_for_each_event unique (event_id, comedian_id),
    constraint applications_set_length_range check (set_length between 1 and 60),
    -- Each state implies its time. As the description had it, under_review and withdrawn could not be stored at all.
    constraint applications_state_has_its_time check (
        (status <> 'approved' or approved_at is not null)
        and (status <> 'rejected' or rejected_at is not null)
        and (status <> 'withdrawn' or withdrawn_at is not null)
        and (status not in ('pending', 'under_review') or num_nonnulls(approved_at, rejected_at, withdrawn_at) = 0)
        and num_nonnulls(approved_at, rejected_at) <= 1
    )
);

comment on table public.applications is 'Who wants to play where. Set length is in minutes';

create index applications_comedian_id_idx on public.applications (comedian_id);
create index applications_open_idx on public.applications (event_id, status)
where status in ('pending', 'under_review');

alter table public.applications enable row level security;

create trigger zz_status before update of status on public.applications
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.applications', 'status',
    'pending>under_review|approved|withdrawn',
    'pending|under_review>rejected!',
    'under_review>approved|withdrawn|pending',
    'approved>withdrawn!',
    'rejected>under_review!'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.applications'::regclass;
-- drop table public.applications;
