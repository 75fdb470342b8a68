-- migrate:up
-- title: Categories, products and their variants
-- why: what is sold over the counter.

create table coffee.categories (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    parent_id uuid references coffee.categories (id) on delete restrict,
    sort_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint categories_not_below_itself check (parent_id <> id)
);

create table coffee.products (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    base_price numeric(10, 2) not null,
    category_id uuid not null references coffee.categories (id) on delete restrict,
    sku text unique,
    image_url text,
    is_available boolean not null default true,
    requires_preparation boolean not null default false,
    preparation_time integer not null default 0,
    allergens text[] not null default '{}',
    nutritional_info jsonb,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_price_not_negative check (base_price >= 0),
    constraint products_preparation_time_not_negative check (preparation_time >= 0)
);

create table coffee.product_variants (
    id uuid primary key default gen_random_uuid(),
    product_id uuid not null references coffee.products (id) on delete cascade,
    variant_type text not null,
    variant_value text not null,
    price_modifier numeric(10, 2) not null default 0,
    is_default boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    constraint product_variants_once unique (product_id, variant_type, variant_value)
);

comment on table coffee.categories is 'The menu as a tree';
comment on table coffee.products is 'What is sold. Preparation time is in minutes';
comment on table coffee.product_variants is 'Sizes, milks and the like, and what they add to the price';

create index categories_parent_id_idx on coffee.categories (parent_id);
create index products_category_id_idx on coffee.products (category_id);
create unique index product_variants_one_default_key on coffee.product_variants (product_id, variant_type)
where is_default;

alter table coffee.categories enable row level security;
alter table coffee.products enable row level security;
alter table coffee.product_variants enable row level security;

create trigger touch before update on coffee.categories
for each row execute function private.touch_updated_at();
create trigger touch before update on coffee.products
for each row execute function private.touch_updated_at();

-- migrate:down
drop table coffee.product_variants;
drop table coffee.products;
drop table coffee.categories;
