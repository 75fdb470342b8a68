-- title: A payload is never put in the place of another
create trigger payload_not_replaced before insert on payload
when exists (select 1 from payload as p where p.event = new.event)
begin
    select raise(abort, 'the journal is append-only: a payload is never replaced');
end
