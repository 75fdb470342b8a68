-- title: FitNudge as its description writes it: people, goals and friends
-- why: a patient. Each mistake has the number that it has in sql/systems/mistakes.toml.

-- Mistake 25: times without a zone, in all of these tables.
create table users (
    id uuid primary key default gen_random_uuid(),
    email text unique not null,
    password_hash text,
    name text not null,
    username text unique,
    profile_picture_url text,
    bio text,
    plan text default 'free' check (plan in ('free', 'pro', 'elite')),
    timezone text default 'UTC',
    language text default 'en',
    is_active boolean default true,
    email_verified boolean default false,
    auth_provider text default 'email' check (auth_provider in ('email', 'apple', 'google')),
    last_login_at timestamp,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

-- Mistake 40: tokens as text. That they are encrypted is a comment.
create table oauth_accounts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    provider text not null check (provider in ('apple', 'google')),
    provider_user_id text not null,
    provider_email text,
    provider_name text,
    provider_picture text,
    access_token text,
    refresh_token text,
    token_expires_at timestamp,
    raw_user_data jsonb,
    created_at timestamp default now(),
    updated_at timestamp default now(),
    unique (provider, provider_user_id)
);

create table goals (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    title text not null,
    description text,
    category text check (category in ('fitness', 'nutrition', 'wellness', 'custom')),
    frequency text not null,
    target_days integer,
    reminder_times text[],
    is_active boolean default true,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

-- Mistake 24: a check-in of another user's goal is taken.
create table check_ins (
    id uuid primary key default gen_random_uuid(),
    goal_id uuid not null references goals (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    date date not null,
    completed boolean not null,
    reflection text,
    mood integer check (mood >= 1 and mood <= 5),
    created_at timestamp default now(),
    unique (goal_id, date)
);

create table motivations (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    goal_id uuid references goals (id) on delete cascade,
    message text not null,
    message_type text default 'ai' check (message_type in ('ai', 'community', 'system')),
    is_sent boolean default false,
    scheduled_for timestamp,
    sent_at timestamp,
    created_at timestamp default now()
);

create table posts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    content text,
    media_url text,
    media_type text check (media_type in ('text', 'voice', 'image')),
    is_public boolean default true,
    likes_count integer default 0,
    comments_count integer default 0,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

create table comments (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references posts (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    content text not null,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

create table likes (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references posts (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    reaction_type text default 'like' check (reaction_type in ('like', 'cheer', 'love')),
    created_at timestamp default now(),
    unique (post_id, user_id)
);

create table follows (
    id uuid primary key default gen_random_uuid(),
    follower_id uuid not null references users (id) on delete cascade,
    following_id uuid not null references users (id) on delete cascade,
    created_at timestamp default now(),
    unique (follower_id, following_id),
    check (follower_id != following_id)
);

-- Mistake 24: one user may have two of them.
create table feed_preferences (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    show_ai_posts boolean default true,
    show_community_posts boolean default true,
    show_following_only boolean default false,
    categories text[],
    created_at timestamp default now(),
    updated_at timestamp default now()
);
