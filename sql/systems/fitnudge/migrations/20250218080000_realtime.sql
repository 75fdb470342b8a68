-- title: What phones listen to
-- why: the description calls a function that adds a table once; it is defined nowhere, so here it is.

create function private.add_table_to_realtime_if_not_exists(relation regclass) returns boolean
language plpgsql
set search_path = ''
as $$
begin
    if exists (
        select 1
        from pg_catalog.pg_publication_rel as listed
        inner join pg_catalog.pg_publication as publication on publication.oid = listed.prpubid
        where publication.pubname = 'supabase_realtime' and listed.prrelid = relation
    ) then
        return false;
    end if;
    execute pg_catalog.format('alter publication supabase_realtime add table %s', relation);
    return true;
end
$$;

revoke execute on function private.add_table_to_realtime_if_not_exists(regclass) from public;

select private.add_table_to_realtime_if_not_exists(wanted.relation)
from unnest(array[
        'public.users', 'public.check_ins', 'public.goals', 'public.motivations', 'public.posts', 'public.comments',
        'public.likes', 'public.follows'
    ]::regclass[]) as wanted (relation);

-- ROLLBACK
-- alter publication supabase_realtime drop table
-- public.users, public.check_ins, public.goals, public.motivations, public.posts, public.comments, public.likes,
-- public.follows;
-- drop function private.add_table_to_realtime_if_not_exists(regclass);
