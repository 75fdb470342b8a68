-- title: Admins read what operations wrote
-- why: through the API, as themselves. What writes there is the framework's own server.

set local lock_timeout = '4s';

grant usage on schema ops to authenticated, service_role;
grant select on ops.deployments, ops.checks, ops.backups, ops.restore_tests to authenticated;
grant select, insert, update on ops.deployments, ops.checks, ops.backups, ops.restore_tests to service_role;

create policy admin_read on ops.deployments
for select to authenticated
using ((select private.has_role('admin', 'manager')));

create policy admin_read on ops.checks
for select to authenticated
using ((select private.has_role('admin', 'manager')));

create policy admin_read on ops.backups
for select to authenticated
using ((select private.has_role('admin')));

create policy admin_read on ops.restore_tests
for select to authenticated
using ((select private.has_role('admin')));
