-- title: An event is never deleted
create trigger event_not_deleted before delete on event
begin
    select raise(abort, 'the journal is append-only: an event is never deleted');
end
