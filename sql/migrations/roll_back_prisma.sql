-- title: A version that failed, marked as rolled back
-- why: Prisma keeps the row, so that it is seen later that there was a failure.
update {history} set rolled_back_at = pg_catalog.now()
where id = %(id)s
