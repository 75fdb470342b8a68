-- title: The events that followed an intent
create index event_by_intent on event (intent, kind)
