-- title: The blog
-- why: articles with categories and tags.

create table public.blog_posts (
    id uuid primary key default gen_random_uuid(),
    title text not null,
    slug text not null unique,
    content text not null,
    excerpt text,
    featured_image_url text,
    status text not null default 'draft',
    author_id uuid not null references public.users (id) on delete restrict,
    published_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint blog_posts_slug_is_url_safe check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint blog_posts_status_known check (status in ('draft', 'published', 'archived')),
    constraint blog_posts_published_at_known check (status <> 'published' or published_at is not null)
);

create table public.blog_categories (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    slug text not null unique,
    description text,
    created_at timestamptz not null default now()
);

create table public.blog_tags (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    slug text not null unique,
    created_at timestamptz not null default now()
);

create table public.blog_post_categories (
    post_id uuid not null references public.blog_posts (id) on delete cascade,
    category_id uuid not null references public.blog_categories (id) on delete restrict,
    primary key (post_id, category_id)
);

create table public.blog_post_tags (
    post_id uuid not null references public.blog_posts (id) on delete cascade,
    tag_id uuid not null references public.blog_tags (id) on delete cascade,
    primary key (post_id, tag_id)
);

comment on table public.blog_posts is 'Articles';
comment on table public.blog_categories is 'What an article is about';
comment on table public.blog_tags is 'Words that several articles share';
comment on table public.blog_post_categories is 'Which article is of which category';
comment on table public.blog_post_tags is 'Which article carries which tag';

create index blog_posts_author_id_idx on public.blog_posts (author_id);
create index blog_posts_status_published_at_idx on public.blog_posts (status, published_at desc);
create index blog_post_categories_category_id_idx on public.blog_post_categories (category_id);
create index blog_post_tags_tag_id_idx on public.blog_post_tags (tag_id);

alter table public.blog_posts enable row level security;
alter table public.blog_categories enable row level security;
alter table public.blog_tags enable row level security;
alter table public.blog_post_categories enable row level security;
alter table public.blog_post_tags enable row level security;

create function private.publish_blog_post() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'published' and new.published_at is null then
        new.published_at := pg_catalog.now();
    end if;
    return new;
end
$$;

create trigger publish before insert or update of status on public.blog_posts
for each row execute function private.publish_blog_post();
create trigger touch before update on public.blog_posts
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on public.blog_posts
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.blog_posts', 'status', 'draft>published|archived', 'published>archived|draft', 'archived>draft'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.blog_posts'::regclass;
-- drop table public.blog_post_tags;
-- drop table public.blog_post_categories;
-- drop table public.blog_tags;
-- drop table public.blog_categories;
-- drop table public.blog_posts;
-- drop function private.publish_blog_post();
