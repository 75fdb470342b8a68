-- title: Sample users
-- why: three admins, an organiser for every 25 users, and customers. Addresses and numbers are of the ranges that are
-- kept free for examples (RFC 2606, and 0491 570 000 to 579 999 in Australia).

create temporary table demo_user (
    n integer primary key,
    id uuid not null,
    hash text not null,
    first_name text not null,
    last_name text not null,
    -- The same name again gets a number in its address.
    namesake bigint not null
) on commit drop;

with named as (
    select
        n,
        md5('user-' || n) as hash,
        pg_temp.word(md5('user-' || n), 1, array[
            'Mia', 'Noah', 'Isla', 'Oliver', 'Charlotte', 'Jack', 'Amelia', 'William', 'Ava', 'Leo', 'Grace', 'Henry',
            'Zara', 'Arjun', 'Priya', 'Wei', 'Mei', 'Hiroshi', 'Yuki', 'Fatima', 'Omar', 'Layla', 'Yusuf', 'Aisha',
            'Mateo', 'Lucía', 'José', 'Ines', 'Siobhán', 'Liam', 'Niamh', 'Ewan', 'Freya', 'Lars', 'Ingrid', 'Zoë',
            'Kiri', 'Tane', 'Jarrah', 'Matilda', 'Ruby', 'Archie', 'Poppy', 'Finn', 'Harriet', 'Max', 'Elena', 'Marco',
            'Giulia', 'Nikos', 'Sofia', 'Dimitri', 'Anh', 'Linh', 'Thu', 'Ravi', 'Ananya', 'Samira', 'Kofi', 'Amara'
        ]) as first_name,
        pg_temp.word(md5('user-' || n), 9, array[
            'Smith', 'Jones', 'Williams', 'Brown', 'Wilson', 'Taylor', 'Nguyễn', 'Johnson', 'Martin', 'White',
            'Anderson', 'Walker', 'Thompson', 'Thomas', 'Lee', 'Harris', 'Ryan', 'Robinson', 'Kelly', 'King', 'Davis',
            'Wright', 'Evans', 'Roberts', 'Green', 'Hall', 'Wood', 'Jackson', 'Clarke', 'Patel', 'Khan', 'Singh',
            'Chen', 'Wong', 'Zhang', 'Liu', 'Tran', 'Pham', 'Kim', 'Park', 'Tanaka', 'Sato', 'Rossi', 'Russo',
            'Papadopoulos', 'Costa', 'Silva', 'Núñez', 'García', 'O''Brien', 'O’Connor', 'McDonald', 'Campbell',
            'Murphy', 'Byrne', 'Jensen', 'Larsen', 'Kowalski', 'Novak', 'Ivanova', 'Haddad', 'Rahman', 'Okafor',
            'Mensah', 'Fraser', 'Stewart', 'Whitlam', 'Barton', 'Ngata', 'Fonoti'
        ]) as last_name
    from generate_series(1, 400 * pg_temp.scale()) as n
)

insert into demo_user
select
    n,
    hash::uuid,
    hash,
    first_name,
    last_name,
    row_number() over (partition by first_name, last_name order by n)
from named;

insert into public.users (
    id, email, password_hash, role, email_verified, name, phone, created_at, updated_at, deleted_at
)
select
    id,
    case
        when is_deleted then 'deleted-' || left(hash, 12) || '@deleted.invalid'
        else
            replace(pg_temp.slug(first_name || '.' || last_name), '-', '.')
            || case when namesake > 1 then namesake::text else '' end
            || pg_temp.word(hash, 17, array['@example.com', '@example.com', '@example.net', '@example.org'])
    end,
    '$2b$12$' || md5('salt-' || n) || left(md5('hash-' || n), 21),
    case when n <= 3 then 'ADMIN' when n % 25 = 0 then 'ORGANIZER' else 'USER' end::public.user_role,
    n <= 3 or n % 25 = 0 or pg_temp.pick(hash, 3, 100) < 92,
    case when is_deleted then 'Deleted user' else first_name || ' ' || last_name end,
    case
        when not is_deleted and pg_temp.pick(hash, 5, 100) < 80
            then
                '+61 491 57' || pg_temp.pick(hash, 7, 10)
                || ' ' || lpad(pg_temp.pick(hash, 11, 1000)::text, 3, '0')
    end,
    created_at,
    case when is_deleted then deleted_at else created_at + make_interval(hours => pg_temp.pick(hash, 13, 200)) end,
    case when is_deleted then deleted_at end
from (
    select
        *,
        n > 3 and n % 25 <> 0 and pg_temp.pick(hash, 19, 100) = 0 as is_deleted,
        -- One user in ten is new; the others were there before the first event of the sample.
        pg_temp.midnight() - make_interval(
            days => case
                when n % 10 = 9 then 9 + pg_temp.pick(hash, 21, 50)
                else 400 + pg_temp.pick(hash, 21, 900)
            end,
            secs => pg_temp.pick(hash, 23, 86400)
        ) as created_at,
        pg_temp.midnight() - make_interval(secs => pg_temp.pick(hash, 25, 259200)) as deleted_at
    from demo_user
) as person
order by n;
