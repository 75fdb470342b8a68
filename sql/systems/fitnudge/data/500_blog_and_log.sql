-- title: Sample articles and audit log
-- why: twenty-four articles in every state, and what the team did about users and posts.

-- These came with the migrations, on the day of those.
update public.blog_categories set created_at = pg_temp.midnight() - interval '400 days';
update public.goal_templates set created_at = pg_temp.midnight() - interval '400 days';

insert into public.blog_tags (id, name, slug, created_at)
select
    md5('tag-' || tag)::uuid,
    initcap(tag),
    tag,
    pg_temp.midnight() - interval '300 days'
from unnest(array['running', 'habits', 'sleep', 'food', 'interviews']) as tag;

insert into public.blog_posts (
    id, title, slug, content, excerpt, featured_image_url, status, author_id, published_at, created_at, updated_at
)
select
    md5('article-' || n)::uuid,
    case n
        when 1 then 'Why "just do it" doesn''t'
        when 2 then '10 [/] habits 🧠 of people who run'
        else 'What we learnt from ' || n * 100 || ' check-ins'
    end,
    'article-' || n,
    '<h2>Start small</h2><p>' || repeat('Words about habits & sleep. ', 20 + 40 * (n % 5)) || '</p>',
    case when n % 3 <> 0 then 'In short: start small.' end,
    case when n % 2 = 0 then 'https://cdn.fitnudge.example/blog/' || n || '.webp' end,
    case when n % 6 = 5 then 'draft' when n % 8 = 7 then 'archived' else 'published' end,
    md5('user-' || 1 + n % 4)::uuid,
    case when n % 6 <> 5 then pg_temp.midnight() - make_interval(days => 10 * n) end,
    pg_temp.midnight() - make_interval(days => 10 * n + 2),
    pg_temp.midnight() - make_interval(days => 10 * n)
from generate_series(1, 24) as n;

insert into public.blog_post_categories (post_id, category_id)
select
    blog_posts.id,
    blog_categories.id as category_id
from public.blog_posts
inner join public.blog_categories on pg_temp.pick(md5(blog_posts.slug || blog_categories.slug), 1, 3) = 0;

insert into public.blog_post_tags (post_id, tag_id)
select
    blog_posts.id,
    blog_tags.id as tag_id
from public.blog_posts
inner join public.blog_tags on pg_temp.pick(md5(blog_posts.slug || blog_tags.slug), 1, 3) = 0;

insert into public.audit_logs (
    id, admin_user_id, actor_email, action, resource_type, resource_id, old_values, new_values, result, reason,
    ip_address, user_agent, created_at
)
select
    md5('log-' || n)::uuid,
    md5('admin-' || 1 + n % 5)::uuid,
    'team' || 1 + n % 5 || '@fitnudge.example',
    case when status = 'active' then 'user.viewed' else 'user.' || status end,
    'users',
    id,
    case when status <> 'active' then '{"status": "active"}'::jsonb end,
    case when status <> 'active' then jsonb_build_object('status', status) end,
    case when n % 41 = 0 then 'failure' else 'success' end,
    case when status <> 'active' then 'spam: "buy followers" [/] 🤖' end,
    ('198.51.100.' || 1 + n % 200)::inet,
    'Mozilla/5.0',
    pg_temp.midnight() - make_interval(hours => n % 700)
from (
    select
        demo_user.n,
        users.id,
        users.status
    from demo_user
    inner join public.users on demo_user.id = users.id
    where users.status <> 'active' or demo_user.n % 3 = 0
) as acted
order by n;
