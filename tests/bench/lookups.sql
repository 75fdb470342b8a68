-- title: Invoices beside the bookings
-- why: half a million records of a kind that no definition knows, so that one box has something plain to look in.
create table public.invoices (
    id bigint generated always as identity primary key,
    invoice_number text not null unique,
    user_id uuid not null references public.users (id),
    recipient text not null,
    total numeric(10, 2) not null,
    status text not null,
    issued_at timestamptz not null
);
insert into public.invoices (invoice_number, user_id, recipient, total, status, issued_at)
select
    'INV-' || 2020 + n % 6 || '-' || pg_catalog.lpad(n::text, 7, '0'),
    person.id,
    person.name,
    20 + n % 900,
    (array['draft', 'sent', 'paid', 'overdue'])[1 + n % 4],
    timestamptz '2026-06-01 00:00:00+00' - n * interval '3 minutes'
from (
    select
        users.id,
        users.name,
        pg_catalog.row_number() over (order by users.id) as place
    from public.users
) as person
cross join
    lateral pg_catalog.generate_series(
        person.place, 500000, (select pg_catalog.count(*) from public.users)
    ) as n;
create index invoices_user_id_idx on public.invoices (user_id);
create index invoices_issued_at_id_idx on public.invoices (issued_at desc, id desc);
create index invoices_number_search_idx on public.invoices using gin (invoice_number extensions.gin_trgm_ops);
create index invoices_recipient_search_idx on public.invoices using gin (recipient extensions.gin_trgm_ops);
vacuum analyze;
