-- title: The history of dbmate
-- why: In its own words: a later run of it must find what it would have made.
create table if not exists {history} (version varchar primary key)
