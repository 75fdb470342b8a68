-- violate 1 it is set for one database here
do $$ begin execute format('alter database %I set password_encryption = md5', current_database()); end $$;
-- fix
do $$ begin execute format('alter database %I reset password_encryption', current_database()); end $$;
-- after
do $$ begin execute format('alter database %I reset password_encryption', current_database()); end $$;
