-- title: Types
-- why: goals speak of a category and a frequency. The description uses both and defines neither.

create type public.goal_category as enum ('fitness', 'nutrition', 'wellness', 'custom');
create type public.goal_frequency as enum ('daily', 'weekly', 'custom');

-- ROLLBACK
-- drop type public.goal_frequency;
-- drop type public.goal_category;
