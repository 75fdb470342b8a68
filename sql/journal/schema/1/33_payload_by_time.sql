-- title: Payloads by age, for retention
create index payload_by_time on payload (at)
