-- violate 1
create schema pgmq;
create table pgmq.q_mail (msg_id bigint primary key);
create table pgmq.a_mail (msg_id bigint primary key);
grant select on pgmq.q_mail, pgmq.a_mail to anon;
-- fix
alter table pgmq.q_mail enable row level security;
-- after
drop schema if exists pgmq cascade;
