-- title: A settings table of 500 keys
-- why: the bench reads and scrolls it. Five groups whose order is that of the keys.

create table public.site_settings (
    key text primary key,
    value text,
    type text not null,
    "group" text not null,
    description text,
    is_public boolean not null,
    updated_at timestamptz not null
);

insert into public.site_settings (key, value, type, "group", description, is_public, updated_at)
select
    'bench_key_' || to_char(number, 'FM0000'),
    case number % 4
        when 0 then 'true'
        when 1 then (number * 7)::text
        when 2 then 'A sentence about ' || number
        else '{"width": ' || number || ', "tags": ["one", "two"], "nested": {"on": true}}'
    end,
    (array['BOOLEAN', 'NUMBER', 'TEXT', 'JSON'])[number % 4 + 1],
    'group_' || number / 100,
    'What setting ' || number || ' is for',
    number % 3 = 0,
    '2026-01-01 12:00+00'::timestamptz + number * interval '1 hour'
from generate_series(0, 499) as number;

analyze public.site_settings;
