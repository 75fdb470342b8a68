-- on: nightly
-- finds: 1
-- violate
create schema cron;
create table cron.job (jobid bigint, jobname text, schedule text, database text, active boolean);
create table cron.job_run_details (
    jobid bigint, runid bigint, status text, return_message text, start_time timestamptz default now()
);
insert into cron.job values (1, 'nightly', '0 3 * * *', 'shop', true), (2, 'other', '* * * * *', 'shop', true);
insert into cron.job_run_details values
(1, 1, 'succeeded', 'ok'), (1, 2, 'failed', 'no such table'), (1, 3, 'failed', 'no such table'), (1, 4, 'running', ''),
(2, 5, 'failed', 'x'), (2, 6, 'succeeded', '');
-- mend
insert into cron.job_run_details values (1, 7, 'succeeded', 'ok');
