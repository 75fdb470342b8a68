-- title: Content pages and their sections
-- why: the pages of the site, built from blocks of seven types.

create table public.content_pages (
    id uuid primary key default gen_random_uuid(),
    slug public.slug not null unique,
    title text not null,
    meta_description text,
    status public.content_status not null default 'DRAFT',
    published_at timestamptz,
    author_id uuid not null references public.users (id) on delete restrict,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_pages_title_not_blank check (title ~ '\S'),
    constraint content_pages_version_positive check (version > 0),
    constraint content_pages_published_at_known check (status <> 'PUBLISHED' or published_at is not null)
);

comment on table public.content_pages is 'Pages of the site. Search engines like titles under 60 characters';
comment on column public.content_pages.meta_description is 'For search engines: 150 to 160 characters';

-- What is wrong with the data of a section, in words, or null. The description gives the parts of each type in prose;
-- here they have names, so that a typing mistake is refused instead of shown to visitors.
create function public.section_problem(type public.section_type, data jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    needed text[];
    allowed text[];
    field text;
begin
    if pg_catalog.jsonb_typeof(data) <> 'object' then
        return 'the data must be an object';
    end if;
    if pg_catalog.octet_length(data::text) > 1048576 then
        return 'the data is larger than 1 MB';
    end if;
    case type
        when 'HERO' then
            needed := '{heading}';
            allowed := '{subheading,backgroundImage,ctaText,ctaLink,alignment}';
        when 'TEXT' then
            needed := '{html}';
            allowed := '{alignment}';
        when 'IMAGE' then
            needed := '{url,alt}';
            allowed := '{caption,alignment,width}';
        when 'VIDEO' then
            needed := '{url}';
            allowed := '{thumbnail,caption}';
        when 'GALLERY' then
            needed := '{images}';
            allowed := '{columns,spacing}';
        when 'CONTACT_FORM' then
            needed := '{fields,recipientEmail}';
            allowed := '{submitText,successMessage}';
        when 'EVENT_LIST' then
            needed := '{limit}';
            allowed := '{category,sort,display}';
    end case;
    foreach field in array needed loop
        if coalesce(data -> field, 'null') = 'null' then
            return pg_catalog.format('%s needs "%s"', type, field);
        end if;
    end loop;
    for field in select pg_catalog.jsonb_object_keys(data) loop
        if field <> all(needed || allowed) then
            return pg_catalog.format('%s has no field "%s"', type, field);
        end if;
    end loop;
    if data ->> 'alignment' not in ('left', 'center', 'right', 'justify') then
        return 'alignment must be left, center, right or justify';
    end if;
    if (data ? 'ctaText') <> (data ? 'ctaLink') then
        return 'ctaText and ctaLink go together';
    end if;
    if type = 'GALLERY' then
        return private.gallery_problem(data);
    elsif type = 'CONTACT_FORM' then
        return private.contact_form_problem(data);
    elsif type = 'EVENT_LIST' then
        return private.event_list_problem(data);
    end if;
    return null;
end
$$;

create function private.gallery_problem(data jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if pg_catalog.jsonb_typeof(data -> 'images') <> 'array' or exists (
        select 1
        from pg_catalog.jsonb_array_elements(data -> 'images') as image (value)
        where not (image.value ? 'url' and image.value ? 'alt')
    ) then
        return 'images must be a list of {url, alt, caption}';
    end if;
    if data ? 'columns' and not coalesce(data ->> 'columns' ~ '^([1-9]|1[0-2])$', false) then
        return 'columns must be a whole number from 1 to 12';
    end if;
    return null;
end
$$;

create function private.contact_form_problem(data jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if pg_catalog.jsonb_typeof(data -> 'fields') <> 'array' then
        return 'fields must be a list';
    end if;
    if data ->> 'recipientEmail' !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then
        return 'recipientEmail must be an e-mail address';
    end if;
    return null;
end
$$;

create function private.event_list_problem(data jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if data ->> 'limit' !~ '^([1-9][0-9]?|100)$' then
        return 'limit must be a whole number from 1 to 100';
    end if;
    if data ->> 'display' not in ('grid', 'list') then
        return 'display must be grid or list';
    end if;
    return null;
end
$$;

create table public.content_sections (
    id uuid primary key default gen_random_uuid(),
    page_id uuid not null references public.content_pages (id) on delete cascade,
    type public.section_type not null,
    position integer not null,
    data jsonb not null default '{}',
    is_visible boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_sections_position_not_negative check (position >= 0),
    -- "Reordered in one transaction": checked at the end of the statement, so that two sections can swap places.
    constraint content_sections_position_key unique (page_id, position) deferrable initially immediate,
    constraint content_sections_data_shape check (public.section_problem(type, data) is null)
);

comment on table public.content_sections is 'The blocks of a page, shown in the order of position';
comment on column public.content_sections.is_visible is 'A hidden section stays, but is not shown';

create table public.content_page_versions (
    page_id uuid not null references public.content_pages (id) on delete cascade,
    version integer not null,
    -- The whole page with its sections, as it was when it was published.
    snapshot jsonb not null,
    created_by uuid references public.users (id) on delete set null,
    created_at timestamptz not null default now(),
    primary key (page_id, version)
);

comment on table public.content_page_versions is 'A page as it was each time that it was published';

-- "Publishing sets status and published_at together": nobody has to remember it.
create function private.publish_page() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'PUBLISHED' and new.published_at is null then
        new.published_at := pg_catalog.now();
    end if;
    if tg_op = 'UPDATE' and new.status = 'PUBLISHED' and old.status <> 'PUBLISHED' then
        new.version := old.version + 1;
    end if;
    return new;
end
$$;

create function private.page_snapshot(page uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
    select pg_catalog.jsonb_build_object(
        'title', content_pages.title,
        'meta_description', content_pages.meta_description,
        'sections', (
            select coalesce(
                pg_catalog.jsonb_agg(
                    pg_catalog.jsonb_build_object(
                        'type', content_sections.type,
                        'data', content_sections.data,
                        'is_visible', content_sections.is_visible
                    )
                    order by content_sections.position
                ),
                '[]'
            )
            from public.content_sections
            where content_sections.page_id = content_pages.id
        )
    )
    from public.content_pages
    where content_pages.id = page
$$;

create function private.keep_page_version() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.content_page_versions (page_id, version, snapshot, created_by)
    values (
        new.id,
        new.version,
        private.page_snapshot(new.id),
        (select users.id from public.users where users.id = auth.uid())
    )
    on conflict (page_id, version) do nothing;
    return null;
end
$$;

call private.add_transitions(
    'public.content_pages', 'status', 'DRAFT>PUBLISHED|ARCHIVED', 'PUBLISHED>DRAFT|ARCHIVED', 'ARCHIVED>DRAFT'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.content_pages'::regclass;
-- drop function private.keep_page_version();
-- drop function private.page_snapshot(uuid);
-- drop function private.publish_page();
-- drop table public.content_page_versions;
-- drop table public.content_sections;
-- drop function private.event_list_problem(jsonb);
-- drop function private.contact_form_problem(jsonb);
-- drop function private.gallery_problem(jsonb);
-- drop function public.section_problem(public.section_type, jsonb);
-- drop table public.content_pages;
