-- title: One version taken out of Prisma's history
-- why: Prisma itself has no way to say this of a version that did not fail.
delete from {history}
where id = %(id)s
