-- on: by_day, open_end, ahead, by_number, with_rest
-- finds: 1
-- violate
create table by_day (at timestamptz) partition by range (at);
do $$ begin execute format(
    'create table by_day_%s partition of by_day for values from (%L) to (%L)',
    to_char(date_trunc('day', now()) - interval '29 days', 'YYYY_MM_DD'),
    date_trunc('day', now()) - interval '29 days', date_trunc('day', now()) + interval '1 day'
); end $$;
create table open_end (at date) partition by range (at);
create table open_end_1 partition of open_end for values from ('2020-01-01') to (maxvalue);
create table ahead (at date) partition by range (at);
create table ahead_1 partition of ahead for values from ('2020-01-01') to ('2999-01-01');
create table by_number (a integer) partition by range (a);
create table by_number_1 partition of by_number for values from (1) to (2);
create table with_rest (at date) partition by range (at);
create table with_rest_1 partition of with_rest for values from ('2020-01-01') to ('2020-02-01');
create table with_rest_2 partition of with_rest default;
-- mend: operation
