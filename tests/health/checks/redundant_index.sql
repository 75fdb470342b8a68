-- on: younger, shorter, desc_idx, partial_idx, expression_idx, hash_idx, unique_idx, including, pattern_idx
-- finds: 3
-- violate
create table t (a integer, b integer, c text);
create index older on t (a);
create index younger on t (a);
create index longer on t (b, a);
create index shorter on t (b);
create index including on t (b) include (a);
create index desc_idx on t (a desc, b);
create index partial_idx on t (a) where b > 3;
create index expression_idx on t (lower(c));
create index hash_idx on t using hash (a);
create index text_idx on t (c);
create index pattern_idx on t (c text_pattern_ops);
create unique index unique_idx on t (b, a, c);
-- mend
drop index younger; drop index shorter; drop index including;
