-- title: A payload is never changed, only deleted when it is old
create trigger payload_not_updated before update on payload
begin
    select raise(abort, 'the journal is append-only: a payload is never changed');
end
