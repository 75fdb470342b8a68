-- title: A table with the columns of another
-- why: Attached afterwards it takes a gentle lock on the other; PARTITION OF would stop everybody.
create table {relation} (
    like {parent} including defaults including generated including constraints including storage including comments
)
