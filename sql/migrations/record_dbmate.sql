-- title: One applied version, as dbmate records it
-- why: It keeps the number and nothing else.
insert into {history} (version)
values (%(version)s)
