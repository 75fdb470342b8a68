-- title: Telephone numbers have a shape, step 1 of 2
-- why: NOT VALID holds for what is written from now on, and takes its lock for a moment only.

set local lock_timeout = '4s';

alter table public.profiles
add constraint profiles_phone_shape check (phone ~ '^\+?[0-9][0-9 ]{5,18}[0-9]$') not valid;

-- VERIFY
-- select count(*) as numbers_to_mend
-- from public.profiles
-- where phone !~ '^\+?[0-9][0-9 ]{5,18}[0-9]$';
