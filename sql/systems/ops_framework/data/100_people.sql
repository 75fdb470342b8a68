-- title: Sample logins, their roles, and rows of the example table
-- why: twelve people for each scale, and two hundred rows that show every state and what a name may hold.

insert into auth.users (id, email, created_at, last_sign_in_at)
select
    md5('login-' || n)::uuid,
    'operator' || n || '@ops.example',
    pg_temp.midnight() - make_interval(days => 400 + n),
    pg_temp.midnight() - make_interval(hours => n * 5)
from generate_series(1, 12 * pg_temp.scale()) as n;

insert into public.user_roles (user_id, role, granted_at)
select
    md5('login-' || n)::uuid,
    granted.role,
    pg_temp.midnight() - make_interval(days => 300)
from generate_series(1, 12 * pg_temp.scale()) as n
cross join unnest(array['admin', 'manager', 'staff', 'support']) with ordinality as granted (role, place)
where n % 4 = granted.place - 1 or (n = 1 and granted.role = 'support');

insert into public.example_table (id, created_at, updated_at, created_by, name, description, status, metadata)
select
    md5('example-' || n)::uuid,
    pg_temp.midnight() - make_interval(hours => n * 7),
    pg_temp.midnight() - make_interval(hours => n * 3),
    case when n % 13 <> 0 then md5('login-' || 1 + n % 12)::uuid end,
    case n
        when 1 then 'O''Brien "the example"'
        when 2 then '[/] [bold]not markup[/bold] [@click=app.quit]x[/]'
        when 3 then 'مثال من اليمين'
        when 4 then '👩‍👩‍👧‍👦 emoji that is seven characters'
        when 5 then repeat('wide ', 300)
        when 6 then E'two\nlines\tand a tab'
        when 7 then '=1+1'
        when 8 then 'null'
        else 'Example ' || n
    end,
    case when n % 3 = 0 then 'Something that was tried on day ' || n end,
    (array['active', 'active', 'active', 'inactive', 'archived'])[1 + n % 5],
    jsonb_build_object('try', n, 'tags', jsonb_build_array('a', n % 7))
from generate_series(1, 200 * pg_temp.scale()) as n;
