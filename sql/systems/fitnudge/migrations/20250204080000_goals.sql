-- title: Goals, check-ins and motivations
-- why: what somebody wants to do, whether they did it, and what keeps them at it.

create table public.goals (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    title text not null,
    description text,
    category public.goal_category,
    frequency public.goal_frequency not null,
    target_days integer,
    reminder_times time[] not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint goals_target_days_range check (target_days between 1 and 7),
    constraint goals_of_a_user unique (id, user_id)
);

create table public.check_ins (
    id uuid primary key default gen_random_uuid(),
    goal_id uuid not null,
    user_id uuid not null,
    date date not null,
    completed boolean not null,
    reflection text,
    mood integer,
    created_at timestamptz not null default now(),
    constraint check_ins_once_a_day unique (goal_id, date),
    constraint check_ins_mood_range check (mood between 1 and 5),
    -- Both columns: nobody checks in for the goal of somebody else.
    constraint check_ins_of_ones_own_goal foreign key (goal_id, user_id)
    references public.goals (id, user_id) on delete cascade
);

create table public.motivations (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    goal_id uuid references public.goals (id) on delete cascade,
    message text not null,
    message_type text not null default 'ai',
    is_sent boolean not null default false,
    scheduled_for timestamptz,
    sent_at timestamptz,
    created_at timestamptz not null default now(),
    constraint motivations_type_known check (message_type in ('ai', 'community', 'system')),
    constraint motivations_sent_has_its_time check (is_sent = (sent_at is not null))
);

create table public.goal_templates (
    id uuid primary key default gen_random_uuid(),
    title text not null unique,
    description text,
    category public.goal_category not null,
    frequency public.goal_frequency not null,
    target_days integer,
    reminder_times time[] not null default '{}',
    is_ai_generated boolean not null default false,
    match_reason text,
    created_at timestamptz not null default now()
);

comment on table public.goals is 'What a user wants to do, and how often';
comment on table public.check_ins is 'One a day and goal. Mood is from 1 to 5';
comment on table public.motivations is 'Messages that were sent, or wait for their time';
comment on table public.goal_templates is 'Goals to start from';

create index goals_user_id_idx on public.goals (user_id);
create index check_ins_goal_id_user_id_idx on public.check_ins (goal_id, user_id);
create index check_ins_user_id_date_idx on public.check_ins (user_id, date desc);
create index motivations_user_id_idx on public.motivations (user_id);
create index motivations_goal_id_idx on public.motivations (goal_id);
create index motivations_waiting_idx on public.motivations (scheduled_for) where not is_sent;

alter table public.goals enable row level security;
alter table public.check_ins enable row level security;
alter table public.motivations enable row level security;
alter table public.goal_templates enable row level security;

create trigger touch before update on public.goals
for each row execute function private.touch_updated_at();

-- ROLLBACK
-- drop table public.goal_templates;
-- drop table public.motivations;
-- drop table public.check_ins;
-- drop table public.goals;
