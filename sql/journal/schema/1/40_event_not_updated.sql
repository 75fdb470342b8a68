-- title: An event is never changed
create trigger event_not_updated before update on event
begin
    select raise(abort, 'the journal is append-only: an event is never changed');
end
