-- Takes back 010_reading_for_admins.sql.

drop policy admin_read on ops.restore_tests;
drop policy admin_read on ops.backups;
drop policy admin_read on ops.checks;
drop policy admin_read on ops.deployments;
revoke all on ops.deployments, ops.checks, ops.backups, ops.restore_tests from authenticated, service_role;
revoke usage on schema ops from authenticated, service_role;
