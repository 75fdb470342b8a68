-- title: Invoices
-- why: who is to be paid, for what, and until when. A financial record: never deleted.

create table public.invoices (
    id uuid primary key default gen_random_uuid(),
    invoice_number text not null unique,
    recipient_id uuid not null references public.profiles (id) on delete restrict,
    promoter_id uuid not null references public.profiles (id) on delete restrict,
    subtotal_amount numeric(10, 2) not null,
    -- Required: with an empty tax the sum of the two is unknown, and a CHECK lets through what it does not know.
    tax_amount numeric(10, 2) not null default 0,
    total_amount numeric(10, 2) not null,
    currency text not null default 'AUD',
    invoice_type public.invoice_type not null default 'comedian_payment',
    status public.invoice_status not null default 'draft',
    issued_at timestamptz,
    due_date timestamptz,
    paid_at timestamptz,
    cancelled_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint invoices_currency_shape check (currency ~ '^[A-Z]{3}$'),
    constraint invoices_amounts_add_up check (
        subtotal_amount >= 0 and tax_amount >= 0 and total_amount = subtotal_amount + tax_amount
    ),
    -- Due on receipt is allowed, and what was never issued is not due.
    constraint invoices_due_after_issued check (
        due_date is null or (issued_at is not null and due_date >= issued_at)
    ),
    constraint invoices_state_has_its_time check (
        (status in ('draft', 'cancelled') or (issued_at is not null and due_date is not null))
        and (status = 'paid') = (paid_at is not null)
        and (status = 'cancelled') = (cancelled_at is not null)
    )
);

create table public.invoice_items (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid not null references public.invoices (id) on delete restrict,
    event_id uuid references public.events (id) on delete set null,
    description text not null,
    quantity integer not null default 1,
    unit_price numeric(8, 2) not null,
    total_price numeric(10, 2) not null,
    constraint invoice_items_quantity_positive check (quantity > 0),
    constraint invoice_items_unit_price_not_negative check (unit_price >= 0),
    constraint invoice_items_total_is_quantity_times_price check (total_price = quantity * unit_price)
);

comment on table public.invoices is 'What is owed to whom. Never deleted: a financial record';
comment on table public.invoice_items is 'The lines of an invoice';

create index invoices_recipient_id_idx on public.invoices (recipient_id);
create index invoices_promoter_id_idx on public.invoices (promoter_id);
create index invoices_created_at_id_idx on public.invoices (created_at desc, id desc);
create index invoices_open_due_date_idx on public.invoices (due_date) where status in ('sent', 'overdue');
create index invoice_items_invoice_id_idx on public.invoice_items (invoice_id);
create index invoice_items_event_id_idx on public.invoice_items (event_id);

alter table public.invoices enable row level security;
alter table public.invoice_items enable row level security;

-- Checked when the transaction ends: the lines come after the invoice.
create function private.check_invoice_items() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    lines numeric;
begin
    if new.status not in ('draft', 'cancelled') then
        select pg_catalog.sum(invoice_items.total_price) into lines
        from public.invoice_items
        where invoice_items.invoice_id = new.id;
        if lines is distinct from new.subtotal_amount then
            raise exception 'the lines are %, the invoice says %', lines, new.subtotal_amount
                using errcode = 'check_violation';
        end if;
    end if;
    return null;
end
$$;

create constraint trigger check_items after insert or update of status, subtotal_amount on public.invoices
deferrable initially deferred
for each row execute function private.check_invoice_items();
create trigger touch before update on public.invoices
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on public.invoices
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.invoices', 'status',
    'draft>sent', 'draft|sent|overdue>cancelled!', 'sent>paid|overdue', 'overdue>paid|sent', 'paid>sent!'
);

-- VERIFY
-- select count(*) as invoices_whose_lines_do_not_add_up
-- from public.invoices
-- where invoices.status not in ('draft', 'cancelled') and invoices.subtotal_amount is distinct from (
--     select sum(invoice_items.total_price)
--     from public.invoice_items
--     where invoice_items.invoice_id = invoices.id
-- );

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.invoices'::regclass;
-- drop table public.invoice_items;
-- drop table public.invoices;
-- drop function private.check_invoice_items();
