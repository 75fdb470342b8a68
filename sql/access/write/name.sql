-- title: Say which statement is tried
-- why: A setting of the transaction hands it over, so that no text has to be written into another one's quotes.
select pg_catalog.set_config('greenroom.statement', %(statement)s, true)
