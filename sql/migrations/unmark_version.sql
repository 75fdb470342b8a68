-- title: One version taken out of a history
-- why: What it made stays: only the record of it goes.
delete from {history}
where version = %(version)s
