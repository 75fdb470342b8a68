-- title: The events that followed an intent
create index event_by_entry on event (entry, kind)
