-- on: broken, broken_ccnew
-- finds: 2
-- violate
create table t (a integer);
create index broken on t (a);
create index broken_ccnew on t (a);
update pg_index set indisvalid = false where indexrelid in ('broken'::regclass, 'broken_ccnew'::regclass);
-- mend: operation
