-- Takes back 20240729090000_phone_numbers_are_checked.sql.

-- There is no NOT VALID for a constraint that is valid already: it is made again as step 1 made it.
alter table public.profiles drop constraint profiles_phone_shape;
alter table public.profiles
add constraint profiles_phone_shape check (phone ~ '^\+?[0-9][0-9 ]{5,18}[0-9]$') not valid;
