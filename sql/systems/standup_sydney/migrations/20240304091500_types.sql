-- title: Types
-- why: the fixed sets of values that the platform speaks of.

create type public.user_role as enum ('member', 'comedian', 'promoter', 'admin', 'photographer', 'agency');
create type public.experience_level as enum (
    'beginner', 'intermediate', 'experienced', 'professional', 'headliner'
);
create type public.event_status as enum (
    'draft', 'published', 'applications_open', 'applications_closed', 'lineup_confirmed', 'completed', 'cancelled'
);
create type public.application_status as enum ('pending', 'under_review', 'approved', 'rejected', 'withdrawn');
create type public.spot_type as enum ('opener', 'middle', 'feature', 'headliner', 'guest');
create type public.invoice_type as enum (
    'comedian_payment', 'venue_rental', 'agency_commission', 'platform_fee', 'refund'
);
create type public.invoice_status as enum ('draft', 'sent', 'paid', 'overdue', 'cancelled');
create type public.payment_status as enum (
    'pending', 'processing', 'succeeded', 'failed', 'cancelled', 'refunded'
);
create type public.notification_type as enum (
    'application_status', 'spot_assignment', 'payment_received', 'event_update', 'system_message', 'vouch_received'
);

-- ROLLBACK
-- drop type public.notification_type;
-- drop type public.payment_status;
-- drop type public.invoice_status;
-- drop type public.invoice_type;
-- drop type public.spot_type;
-- drop type public.application_status;
-- drop type public.event_status;
-- drop type public.experience_level;
-- drop type public.user_role;
