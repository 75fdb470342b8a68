-- title: What took an entry back
create index event_by_undo on event (undo_of)
where undo_of is not null
