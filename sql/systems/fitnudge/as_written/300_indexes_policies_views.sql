-- title: FitNudge as its description writes it: indexes, policies, realtime, views
-- why: a patient, see the first file.

-- The names of the policies are the description's.
-- noqa: disable=RF05

-- Mistake 39: 13 of 27 foreign keys have no index. Mistake 44: four of these are what a unique constraint has already.
create index idx_users_email on users (email);
create index idx_users_username on users (username);
create index idx_users_auth_provider on users (auth_provider);
create index idx_users_plan on users (plan);
create index idx_oauth_accounts_user_id on oauth_accounts (user_id);
create index idx_oauth_accounts_provider_user_id on oauth_accounts (provider, provider_user_id);
create index idx_goals_user_id on goals (user_id);
create index idx_goals_category on goals (category);
create index idx_check_ins_goal_id on check_ins (goal_id);
create index idx_check_ins_date on check_ins (date);
create index idx_check_ins_user_id on check_ins (user_id);
create index idx_posts_user_id on posts (user_id);
create index idx_posts_created_at on posts (created_at desc);
create index idx_posts_media_type on posts (media_type);
create index idx_comments_post_id on comments (post_id);
create index idx_likes_post_id on likes (post_id);
create index idx_likes_user_id on likes (user_id);
create index idx_follows_follower_id on follows (follower_id);
create index idx_follows_following_id on follows (following_id);
create index idx_subscriptions_user_id on subscriptions (user_id);
create index idx_subscriptions_status on subscriptions (status);
create index idx_subscriptions_platform on subscriptions (platform);
create index idx_iap_receipts_user_id on iap_receipts (user_id);
create index idx_iap_receipts_transaction_id on iap_receipts (transaction_id);
create index idx_blog_posts_slug on blog_posts (slug);
create index idx_blog_posts_status on blog_posts (status);
create index idx_blog_posts_published_at on blog_posts (published_at desc);

-- Mistake 20: row level security is never switched on, so that none of these policies is asked.
-- Mistake 41: the user is asked for again for every row.
create policy "Users can read own data" on users
for select using (auth.uid() = id);
-- Mistake 21: every column of it, plan among them.
create policy "Users can update own data" on users
for update using (auth.uid() = id);

create policy "Users can read own oauth accounts" on oauth_accounts
for select using (auth.uid() = user_id);

create policy "Anyone can read public posts" on posts
for select using (is_public = true);
create policy "Users can create posts" on posts
for insert with check (auth.uid() = user_id);
create policy "Users can update own posts" on posts
for update using (auth.uid() = user_id);

-- Mistake 19: to know who is an admin the policy reads the table that it protects.
create policy "Only admins can access admin_users" on admin_users
for all using (
    exists (
        select 1 from admin_users as au
        where au.user_id = auth.uid()
            and au.role = 'admin'
            and au.is_active = true
    )
);

-- Mistake 25: whole old rows are sent to subscribers, and nothing is filtered by it. The function that publishes the
-- tables is defined nowhere: here those of the list that exist are published by hand.
alter table posts replica identity full;
alter publication supabase_realtime add table users, check_ins, goals, motivations, posts, comments, likes, follows;

-- Mistake 49: who reads a view reads with the rights of its owner, past all policies.
create view user_engagement_summary as
select
    u.id,
    u.username,
    u.plan,
    count(distinct g.id) as total_goals,
    count(distinct ci.id) as total_check_ins,
    count(distinct p.id) as total_posts,
    count(distinct f.follower_id) as followers_count,
    count(distinct f2.following_id) as following_count,
    avg(ci.mood) as avg_mood
from users as u
left join goals as g on u.id = g.user_id
left join check_ins as ci on g.id = ci.goal_id
left join posts as p on u.id = p.user_id
left join follows as f on u.id = f.following_id
left join follows as f2 on u.id = f2.follower_id
group by u.id, u.username, u.plan;

create view subscription_analytics as
select
    plan,
    status,
    platform,
    count(*) as user_count,
    avg(extract(epoch from (expires_date - purchase_date)) / 86400) as avg_duration_days
from subscriptions
group by plan, status, platform;
