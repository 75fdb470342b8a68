-- title: Rows that these tables take and should not
-- why: what the mistakes lead to, for whoever looks for it in the rows.

insert into users (id, email, name, username, plan) values
('00000000-0000-4000-8000-000000000001', 'hugo@example.com', 'Hugo', 'hugo', 'elite'),
('00000000-0000-4000-8000-000000000002', 'iris@example.com', 'Iris', 'iris', 'free');
insert into goals (id, user_id, title, category, frequency) values
('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'Morning run', 'fitness', 'daily');

-- Mistake 24: Iris checks in to a goal of Hugo's, he has two preferences and two active subscriptions with the same
-- receipt twice, is an admin twice, and a code for one was used 99 times.
insert into check_ins (goal_id, user_id, date, completed, mood) values
('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', current_date, true, 4);
insert into feed_preferences (user_id, show_ai_posts) values
('00000000-0000-4000-8000-000000000001', true),
('00000000-0000-4000-8000-000000000001', false);
insert into subscriptions (user_id, plan, status, platform, product_id, original_transaction_id, purchase_date)
select
    '00000000-0000-4000-8000-000000000001',
    'elite',
    'active',
    'ios',
    'elite.monthly',
    'T-1',
    now()
from generate_series(1, 2);
insert into iap_receipts (user_id, platform, transaction_id, product_id, receipt_data, purchase_date)
select
    '00000000-0000-4000-8000-000000000001',
    'ios',
    'T-1',
    'elite.monthly',
    'receipt',
    now()
from generate_series(1, 2);
insert into admin_users (id, user_id, role) values
('20000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'admin'),
('20000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'support');
insert into offer_codes (code, offer_type, platform, product_id, max_uses, used_count) values
('ONCE', 'promotional', 'ios', 'elite.monthly', 1, 99);

-- Mistake 23: with this line in the log Hugo cannot be deleted.
insert into audit_logs (admin_user_id, action, resource_type) values
('20000000-0000-4000-8000-000000000001', 'ban', 'users');

-- Mistake 24: published at no time.
insert into blog_posts (title, slug, content, status, author_id) values
('How it began', 'how-it-began', 'Slowly.', 'published', '00000000-0000-4000-8000-000000000001');

-- Nothing keeps the counts of a post.
insert into posts (user_id, content, likes_count) values
('00000000-0000-4000-8000-000000000002', 'Day one', 12);
