-- title: The history of one thing on one target
create index event_by_thing on event (target, thing, key)
