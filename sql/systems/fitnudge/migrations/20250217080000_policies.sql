-- title: Grants and policies
-- why: one's own rows, what others made public, and all for admins. Row level security is on since a table was made.

set local lock_timeout = '4s';

grant select, insert, update, delete on all tables in schema public to service_role;
grant execute on all functions in schema private to authenticated, service_role;
-- Column by column: nobody gives themselves another plan, and no hash or token leaves.
grant select (
    id, email, name, username, profile_picture_url, bio, plan, timezone, language, status, is_active, email_verified,
    auth_provider, last_login_at, created_at, updated_at
), update (name, username, profile_picture_url, bio, timezone, language) on public.users to authenticated;
grant select, insert, update, delete
on public.goals, public.check_ins, public.feed_preferences, public.comments, public.likes, public.follows
to authenticated;
grant select, insert, delete, update (content, media_url, is_public) on public.posts to authenticated;
grant select on public.motivations, public.subscriptions, public.user_consents, public.media_uploads to authenticated;
grant select on public.admin_users, public.audit_logs, public.offer_codes to authenticated;
grant insert on public.user_consents to authenticated;
grant select
on public.posts, public.goal_templates, public.blog_posts, public.blog_categories, public.blog_tags,
public.blog_post_categories, public.blog_post_tags
to anon, authenticated;
revoke delete on public.subscriptions, public.iap_receipts, public.audit_logs from service_role;

do $$
declare
    relation text;
begin
    for relation in select tablename from pg_catalog.pg_tables where schemaname = 'public' loop
        execute pg_catalog.format(
            'create policy admin_all on public.%I for all to authenticated '
            'using ((select private.admin_role()) = ''admin'') with check ((select private.admin_role()) = ''admin'')',
            relation
        );
    end loop;
    foreach relation in array array[
        'goals', 'check_ins', 'feed_preferences', 'comments', 'likes', 'posts'
    ] loop
        execute pg_catalog.format(
            'create policy own on public.%I for all to authenticated '
            'using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()))',
            relation
        );
    end loop;
    foreach relation in array array['motivations', 'subscriptions', 'user_consents', 'media_uploads'] loop
        execute pg_catalog.format(
            'create policy own on public.%I for select to authenticated using (user_id = (select auth.uid()))',
            relation
        );
    end loop;
    foreach relation in array array[
        'goal_templates', 'blog_categories', 'blog_tags', 'blog_post_categories', 'blog_post_tags'
    ] loop
        execute pg_catalog.format(
            'create policy everybody on public.%I for select to anon, authenticated using (true)', relation
        );
    end loop;
end
$$;

create policy own on public.users
for select to authenticated
using (id = (select auth.uid()));

create policy own_change on public.users
for update to authenticated
using (id = (select auth.uid()) and status = 'active')
with check (id = (select auth.uid()));

create policy public_posts on public.posts
for select to anon, authenticated
using (is_public);

create policy public_comments on public.comments
for select to authenticated
using (exists (
    select 1 from public.posts
    where posts.id = comments.post_id and posts.is_public
));

create policy own on public.follows
for all to authenticated
using ((select auth.uid()) in (follower_id, following_id))
with check (follower_id = (select auth.uid()));

create policy consent on public.user_consents
for insert to authenticated
with check (user_id = (select auth.uid()));

create policy published on public.blog_posts
for select to anon, authenticated
using (status = 'published' and published_at <= now());

create policy support_read on public.audit_logs
for select to authenticated
using ((select private.admin_role()) in ('moderator', 'support'));

-- VERIFY
-- select tablename as table_without_row_level_security
-- from pg_catalog.pg_tables
-- where schemaname = 'public' and not rowsecurity;

-- ROLLBACK
-- do $$
-- declare
--     policy record;
-- begin
--     for policy in select tablename, policyname from pg_catalog.pg_policies where schemaname = 'public' loop
--         execute pg_catalog.format('drop policy %I on public.%I', policy.policyname, policy.tablename);
--     end loop;
-- end
-- $$;
-- revoke all on all tables in schema public from anon, authenticated, service_role;
-- revoke execute on all functions in schema private from authenticated, service_role;
