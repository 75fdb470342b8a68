-- title: Views for analytics
-- why: security_invoker, so that who reads them sees what they may see. One subquery a number: as one join, the rows of
-- each table are multiplied by those of all others.

create view public.user_engagement_summary with (security_invoker = true) as
select
    users.id,
    users.username,
    users.plan,
    (
        select count(*) from public.goals
        where goals.user_id = users.id
    ) as total_goals,
    (
        select count(*) from public.check_ins
        where check_ins.user_id = users.id
    ) as total_check_ins,
    (
        select count(*) from public.posts
        where posts.user_id = users.id
    ) as total_posts,
    (
        select count(*) from public.follows
        where follows.following_id = users.id
    ) as followers_count,
    (
        select count(*) from public.follows
        where follows.follower_id = users.id
    ) as following_count,
    (
        select avg(check_ins.mood) from public.check_ins
        where check_ins.user_id = users.id
    ) as avg_mood
from public.users;

create view public.subscription_analytics with (security_invoker = true) as
select
    subscriptions.plan,
    subscriptions.status,
    subscriptions.platform,
    count(*) as subscription_count,
    count(distinct subscriptions.user_id) as user_count,
    avg(extract(epoch from subscriptions.expires_date - subscriptions.purchase_date) / 86400) as avg_duration_days
from public.subscriptions
group by subscriptions.plan, subscriptions.status, subscriptions.platform;

grant select on public.user_engagement_summary, public.subscription_analytics to service_role;

-- ROLLBACK
-- drop view public.subscription_analytics;
-- drop view public.user_engagement_summary;
