-- title: Posts, comments, likes and follows
-- why: people cheer each other on.

create table public.posts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    content text,
    media_url text,
    media_type text not null default 'text',
    is_public boolean not null default true,
    likes_count integer not null default 0,
    comments_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint posts_media_type_known check (media_type in ('text', 'voice', 'image')),
    constraint posts_not_empty check (content is not null or media_url is not null),
    constraint posts_counts_not_negative check (likes_count >= 0 and comments_count >= 0)
);

create table public.comments (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references public.posts (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    content text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.likes (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references public.posts (id) on delete cascade,
    user_id uuid not null references public.users (id) on delete cascade,
    reaction_type text not null default 'like',
    created_at timestamptz not null default now(),
    constraint likes_once unique (post_id, user_id),
    constraint likes_reaction_known check (reaction_type in ('like', 'cheer', 'love'))
);

create table public.follows (
    id uuid primary key default gen_random_uuid(),
    follower_id uuid not null references public.users (id) on delete cascade,
    following_id uuid not null references public.users (id) on delete cascade,
    created_at timestamptz not null default now(),
    constraint follows_once unique (follower_id, following_id),
    constraint follows_not_oneself check (follower_id <> following_id)
);

-- The user is the key: two rows of preferences would contradict each other.
create table public.feed_preferences (
    user_id uuid primary key references public.users (id) on delete cascade,
    show_ai_posts boolean not null default true,
    show_community_posts boolean not null default true,
    show_following_only boolean not null default false,
    categories public.goal_category[] not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

comment on table public.posts is 'What people show each other. Counts are kept by triggers';
comment on table public.comments is 'Answers to a post';
comment on table public.likes is 'One reaction a person and post';
comment on table public.follows is 'Who follows whom';
comment on table public.feed_preferences is 'What a user wants to see';

create index posts_user_id_idx on public.posts (user_id);
create index posts_created_at_id_idx on public.posts (created_at desc, id desc);
create index comments_post_id_idx on public.comments (post_id);
create index comments_user_id_idx on public.comments (user_id);
create index likes_user_id_idx on public.likes (user_id);
create index follows_following_id_idx on public.follows (following_id);

alter table public.posts enable row level security;
alter table public.comments enable row level security;
alter table public.likes enable row level security;
alter table public.follows enable row level security;
alter table public.feed_preferences enable row level security;

create function private.count_reactions() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    change integer := case tg_op when 'INSERT' then 1 else -1 end;
    post uuid := case tg_op when 'INSERT' then new.post_id else old.post_id end;
begin
    if tg_table_name = 'likes' then
        update public.posts set likes_count = posts.likes_count + change where posts.id = post;
    else
        update public.posts set comments_count = posts.comments_count + change where posts.id = post;
    end if;
    return null;
end
$$;

create trigger count_reactions after insert or delete on public.likes
for each row execute function private.count_reactions();
create trigger count_reactions after insert or delete on public.comments
for each row execute function private.count_reactions();
-- Content alone: a like does not make a post newer.
create trigger touch before update of content, media_url, is_public on public.posts
for each row execute function private.touch_updated_at();
create trigger touch before update on public.comments
for each row execute function private.touch_updated_at();
create trigger touch before update on public.feed_preferences
for each row execute function private.touch_updated_at();

-- VERIFY
-- select count(*) as posts_counted_wrong
-- from public.posts
-- where posts.likes_count <> (select count(*) from public.likes where likes.post_id = posts.id)
-- or posts.comments_count <> (select count(*) from public.comments where comments.post_id = posts.id);

-- ROLLBACK
-- drop table public.feed_preferences;
-- drop table public.follows;
-- drop table public.likes;
-- drop table public.comments;
-- drop table public.posts;
-- drop function private.count_reactions();
