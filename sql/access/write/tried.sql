-- title: What came of the statement that was tried
-- why: Asked before everything is taken back, for then the setting is gone too.
select pg_catalog.current_setting('greenroom.tried', true) as said
