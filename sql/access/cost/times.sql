-- title: The times that were taken
-- why: Asked before everything is taken back, for then the setting is gone too.
select pg_catalog.current_setting('greenroom.times', true) as said
