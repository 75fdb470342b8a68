-- title: An extension that a scratch database has and the target has not
-- why: The stand-in for the platform installs what a project usually has.
drop extension if exists {extension} cascade
