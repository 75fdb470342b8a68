-- title: Goals to start from, and the categories of the blog
-- why: the application needs these rows on every server, so they are a migration and no sample. Their ids are written
-- down: links between servers stay the same.

insert into public.goal_templates (
    id, title, description, category, frequency, target_days, reminder_times, match_reason
)
values
(
    '7f000000-0000-4000-8000-000000000001',
    'Gym three times a week',
    'Go to the gym three times a week',
    'fitness',
    'weekly',
    3,
    array['09:00', '18:00']::time[], 'For beginners'
),
(
    '7f000000-0000-4000-8000-000000000002',
    'Daily workout',
    'Exercise every day',
    'fitness',
    'daily',
    7,
    array['07:00']::time[],
    'For a steady habit'
),
(
    '7f000000-0000-4000-8000-000000000003', 'Morning run', 'Run every morning', 'fitness', 'daily', 7,
    array['06:00']::time[], 'For who likes it outdoors'
),
(
    '7f000000-0000-4000-8000-000000000004', 'Strength', 'Build muscle', 'fitness', 'weekly', 4, array['18:00']::time[],
    'For who wants to be stronger'
);

insert into public.blog_categories (id, name, slug)
values
('7f000000-0000-4000-8000-000000000011', 'Success Stories', 'success-stories'),
('7f000000-0000-4000-8000-000000000012', 'AI Motivation', 'ai-motivation'),
('7f000000-0000-4000-8000-000000000013', 'Fitness Tips', 'fitness-tips'),
('7f000000-0000-4000-8000-000000000014', 'Industry News', 'industry-news');

-- ROLLBACK
-- delete from public.blog_categories
-- where slug in ('success-stories', 'ai-motivation', 'fitness-tips', 'industry-news');
-- delete from public.goal_templates
-- where title in ('Gym three times a week', 'Daily workout', 'Morning run', 'Strength');
