-- title: The plain role of a scratch server, while its stand-in for the platform is made
-- why: Its name is the one that migrations speak of. What it may do in the end stands beside (plain).
create role postgres superuser login
