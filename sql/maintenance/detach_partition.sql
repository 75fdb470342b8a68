-- title: Take a partition out without stopping anybody
-- why: It waits for transactions that use the parent. Broken off it is pending: finalize ends that.
alter table {parent} detach partition {relation} concurrently
