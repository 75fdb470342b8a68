-- Takes back 20240722090000_phone_numbers_have_a_shape.sql.

alter table public.profiles drop constraint profiles_phone_shape;
