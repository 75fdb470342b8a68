-- title: Payment links and payments
-- why: how an invoice is paid, and what has arrived. The money itself moves at the processor.

create table public.invoice_payment_links (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid not null references public.invoices (id) on delete restrict,
    stripe_payment_link_id text not null unique,
    stripe_payment_link_url text not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    constraint invoice_payment_links_url_is_https check (stripe_payment_link_url ~ '^https://')
);

create table public.invoice_payments (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid not null references public.invoices (id) on delete restrict,
    stripe_payment_intent_id text not null unique,
    amount numeric(10, 2) not null,
    currency text not null default 'AUD',
    status public.payment_status not null default 'pending',
    paid_at timestamptz,
    created_at timestamptz not null default now(),
    constraint invoice_payments_amount_positive check (amount > 0),
    constraint invoice_payments_state_has_its_time check (
        status not in ('succeeded', 'refunded') or paid_at is not null
    )
);

comment on table public.invoice_payment_links is 'Links that were sent out. One of an invoice is live at a time';
comment on table public.invoice_payments is 'What the processor told us about money. Never deleted';

-- An expired link is replaced by a new one, and its history stays.
create unique index invoice_payment_links_one_live_key on public.invoice_payment_links (invoice_id)
where revoked_at is null;
create index invoice_payment_links_invoice_id_idx on public.invoice_payment_links (invoice_id);
create index invoice_payments_invoice_id_idx on public.invoice_payments (invoice_id);

alter table public.invoice_payment_links enable row level security;
alter table public.invoice_payments enable row level security;

-- More than the total cannot have arrived. The invoice is locked, so that two payments at once are counted one by one.
create function private.check_payments() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    owed public.invoices;
    arrived numeric;
begin
    select * into owed from public.invoices where invoices.id = new.invoice_id for update;
    select coalesce(pg_catalog.sum(invoice_payments.amount), 0) into arrived
    from public.invoice_payments
    where invoice_payments.invoice_id = new.invoice_id and invoice_payments.status = 'succeeded';
    if new.currency <> owed.currency then
        raise exception 'the payment is in %, the invoice in %', new.currency, owed.currency
            using errcode = 'check_violation';
    end if;
    if arrived > owed.total_amount then
        raise exception 'payments of % for an invoice of %', arrived, owed.total_amount
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger check_sum after insert or update on public.invoice_payments
deferrable initially deferred
for each row execute function private.check_payments();
create trigger zz_status before update of status on public.invoice_payments
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.invoice_payments', 'status',
    'pending>processing|succeeded|failed|cancelled', 'processing>succeeded|failed|cancelled', 'succeeded>refunded!'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.invoice_payments'::regclass;
-- drop table public.invoice_payments;
-- drop table public.invoice_payment_links;
-- drop function private.check_payments();
