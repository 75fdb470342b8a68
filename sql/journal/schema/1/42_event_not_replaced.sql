-- title: An event is only ever added after the last one
-- why: `insert or replace` would delete a row without asking the trigger of deletions.
create trigger event_not_replaced before insert on event
when
    new.id <> (select coalesce(max(e.id), 0) + 1 from event as e)
    or exists (select 1 from event as e where e.hash = new.hash)
begin
    select raise(abort, 'the journal is append-only: an event stands after the last one');
end
