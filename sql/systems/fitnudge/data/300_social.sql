-- title: Sample posts, comments, likes, follows and uploads
-- why: what a moderator goes through. Counts are those that the triggers would have kept.

create temporary table demo_post on commit drop as
select
    p,
    md5('post-' || p)::uuid as id,
    md5('post-' || p) as hash,
    1 + pg_temp.pick(md5('post-' || p), 1, 300 * pg_temp.scale()) as user_n,
    pg_temp.midnight() - make_interval(hours => 400 - p % 400, mins => p % 60) as created_at
from generate_series(1, 400 * pg_temp.scale()) as p;

insert into public.posts (id, user_id, content, media_url, media_type, is_public, created_at, updated_at)
select
    id,
    md5('user-' || user_n)::uuid,
    case
        when p = 5 then '[/] [link=https://evil.example]click[/link] <script>alert(1)</script>'
        when p = 6 then 'هذا يوم جيد للجري ‮reversed‬'
        when p = 7 then repeat('A long one. ', 2000)
        when p % 10 <> 9 then pg_temp.word(hash, 3, array[
                'Five kilometres before breakfast.',
                'Rest day. "Rest" day.',
                'New shoes!',
                'Day 30 🎉',
                'Who else is up?'
            ])
    end,
    case when p % 10 >= 8 then 'https://cdn.fitnudge.example/posts/' || left(hash, 16) end,
    case p % 10 when 8 then 'image' when 9 then 'voice' else 'text' end,
    p % 12 <> 11,
    created_at,
    created_at as updated_at
from demo_post
order by p;

insert into public.comments (id, post_id, user_id, content, created_at, updated_at)
select
    md5('comment-' || p || '-' || c)::uuid,
    id,
    md5('user-' || 1 + pg_temp.pick(md5(hash || c), 1, 300 * pg_temp.scale()))::uuid,
    pg_temp.word(md5(hash || c), 9, array['Nice!', 'How?', 'So proud of you ❤️', 'It''s "only" a number', 'أحسنت']),
    created_at + make_interval(mins => 10 * c),
    created_at + make_interval(mins => 10 * c)
from demo_post
cross join generate_series(1, 5) as c
where c <= pg_temp.pick(hash, 5, 6)
order by p, c;

insert into public.likes (id, post_id, user_id, reaction_type, created_at)
select distinct on (p, user_n)
    md5('like-' || p || '-' || user_n)::uuid,
    id,
    md5('user-' || user_n)::uuid,
    (array['like', 'like', 'cheer', 'love'])[1 + l % 4],
    created_at + make_interval(mins => 3 * l)
from (
    select
        demo_post.p,
        demo_post.id,
        demo_post.created_at,
        l,
        1 + pg_temp.pick(md5(demo_post.hash || 'like' || l), 1, 300 * pg_temp.scale()) as user_n
    from demo_post
    cross join generate_series(1, 9) as l
    where l <= pg_temp.pick(demo_post.hash, 7, 10)
) as liked
order by p, user_n, l;

update public.posts
set
    likes_count = (
        select count(*) from public.likes
        where likes.post_id = posts.id
    ),
    comments_count = (
        select count(*) from public.comments
        where comments.post_id = posts.id
    );

insert into public.follows (id, follower_id, following_id, created_at)
select distinct on (follower, following)
    md5('follow-' || follower || '-' || following)::uuid,
    md5('user-' || follower)::uuid,
    md5('user-' || following)::uuid,
    pg_temp.midnight() - make_interval(days => f)
from (
    select
        demo_user.n as follower,
        f,
        1 + pg_temp.pick(md5(demo_user.hash || 'follow' || f), 1, 300 * pg_temp.scale()) as following
    from demo_user
    cross join generate_series(1, 4) as f
) as wanted
where follower <> following
order by follower, following, f;

insert into public.feed_preferences (user_id, show_ai_posts, show_following_only, categories, created_at, updated_at)
select
    id,
    n % 3 <> 0,
    n % 7 = 0,
    case when n % 2 = 0 then array['fitness', 'wellness']::public.goal_category[] else '{}' end,
    created_at,
    created_at as updated_at
from demo_user
where n % 2 = 0
order by n;

-- Some belong to no post any more: orphans that somebody must find.
insert into public.media_uploads (
    id, user_id, post_id, cloudflare_r2_key, cloudflare_r2_url, file_type, file_size, duration, created_at, deleted_at
)
select
    md5('upload-' || p)::uuid,
    md5('user-' || user_n)::uuid,
    case when p % 50 <> 9 then id end,
    'posts/' || hash,
    'https://cdn.fitnudge.example/posts/' || left(hash, 16),
    case p % 10 when 8 then 'image/webp' else 'audio/mp4' end,
    10000 + pg_temp.pick(hash, 9, 4000000),
    case when p % 10 = 9 then 5 + pg_temp.pick(hash, 11, 60) end,
    created_at,
    case when p % 100 = 9 then created_at + interval '1 day' end
from demo_post
where p % 10 >= 8
order by p;
