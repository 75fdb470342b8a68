-- title: Add an event
insert into event (id, at, kind, entry, target, operation, thing, key, undo_of, result, body, previous, hash)
values (:id, :at, :kind, :entry, :target, :operation, :thing, :key, :undo_of, :result, :body, :previous, :hash)
