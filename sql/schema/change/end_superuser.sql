-- title: The plain role is a superuser no longer
-- why: The stand-in for the platform is made; from now on other people's statements are run.
alter role postgres nosuperuser createrole createdb replication bypassrls inherit login
