-- title: Sample goals, check-ins and motivations
-- why: two goals a user, and for half of them three weeks of check-ins with the gaps that people leave.

create temporary table demo_goal on commit drop as
select
    demo_user.n,
    g,
    md5('goal-' || demo_user.n || '-' || g)::uuid as id,
    md5('goal-' || demo_user.n || '-' || g) as hash,
    demo_user.id as user_id,
    demo_user.created_at
from demo_user
cross join generate_series(1, 2) as g
where demo_user.n % 8 <> 7;

insert into public.goals (
    id, user_id, title, description, category, frequency, target_days, reminder_times, is_active, created_at, updated_at
)
select
    id,
    user_id,
    case n when 30 then 'Drink "more" water 💧 [/]' else pg_temp.word(hash, 2, array[
                'Morning run',
                'Gym',
                'Stretch',
                'Drink water',
                'No sugar',
                'Meditate',
                'Walk 8,000 steps',
                'Sleep by 11'
            ])
    end,
    case when g = 1 then 'Because I said so.' end,
    (array['fitness', 'nutrition', 'wellness', 'custom'])[1 + pg_temp.pick(hash, 4, 4)]::public.goal_category,
    (array['daily', 'weekly', 'custom'])[1 + pg_temp.pick(hash, 6, 3)]::public.goal_frequency,
    1 + pg_temp.pick(hash, 8, 7),
    case when g = 1 then array['07:00', '18:30']::time[] else '{}' end,
    n % 6 <> 5,
    created_at + interval '1 hour',
    created_at + interval '1 day'
from demo_goal
order by n, g;

insert into public.check_ins (id, goal_id, user_id, date, completed, reflection, mood, created_at)
select
    md5('check-in-' || n || '-' || day)::uuid,
    id,
    user_id,
    pg_temp.today() - day,
    pg_temp.pick(md5(hash || day), 2, 4) > 0,
    case pg_temp.pick(md5(hash || day), 4, 12)
        when 0 then 'Hard, but done.'
        when 1 then E'Rain.\nRan "inside".'
        when 2 then 'كان صعبا'
        when 3 then '😅'
    end,
    case when pg_temp.pick(md5(hash || day), 6, 5) > 0 then 1 + pg_temp.pick(md5(hash || day), 8, 5) end,
    pg_temp.midnight() - make_interval(days => day, mins => pg_temp.pick(md5(hash || day), 10, 600))
from demo_goal
cross join generate_series(1, 18) as day
where g = 1 and n % 2 = 0 and pg_temp.pick(md5(hash || day), 12, 10) > 1
order by n, day;

insert into public.motivations (
    id, user_id, goal_id, message, message_type, is_sent, scheduled_for, sent_at, created_at
)
select
    md5('motivation-' || n)::uuid,
    user_id,
    id,
    pg_temp.word(hash, 3, array['You did it last week!', 'One more.', '💪', 'Your shoes miss you.']),
    (array['ai', 'ai', 'community', 'system'])[1 + n % 4],
    n % 5 <> 0,
    pg_temp.midnight() + make_interval(hours => case when n % 5 = 0 then 9 else -30 end),
    case when n % 5 <> 0 then pg_temp.midnight() - interval '30 hours' end,
    pg_temp.midnight() - interval '2 days'
from demo_goal
where g = 1
order by n;
