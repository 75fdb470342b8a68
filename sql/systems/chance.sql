-- title: What sample rows are made of
-- why: no random() anywhere. Chance is taken from md5 of the row's own number, so every load gives the same rows.
-- All of this is temporary and gone when the load ends.

-- The rows are brought in as they are: no trigger counts, stamps or logs what is a past already.
set local session_replication_role = replica;

create function pg_temp.today() returns date
language sql
stable
as $$
    select current_setting('demo.anchor')::date
$$;

create function pg_temp.midnight() returns timestamptz
language sql
stable
as $$
    select current_setting('demo.anchor')::date::timestamp at time zone 'UTC'
$$;

create function pg_temp.scale() returns integer
language sql
stable
as $$
    select current_setting('demo.scale')::integer
$$;

-- A whole number from 0 to size - 1, out of 28 bits of the hash that begin at a hexadecimal digit from 1 to 26.
create function pg_temp.pick(hash text, digit integer, size integer) returns integer
language sql
immutable
as $$
    select ('x' || substr(hash, digit, 7))::bit(28)::integer % size
$$;

create function pg_temp.word(hash text, digit integer, words text[]) returns text
language sql
immutable
as $$
    select words[1 + pg_temp.pick(hash, digit, cardinality(words))]
$$;

create function pg_temp.slug(words text) returns text
language sql
immutable
as $$
    select trim(
        both '-' from regexp_replace(lower(translate(words, 'ëáéíúñễ''’', 'eaeiune')), '[^a-z0-9]+', '-', 'g')
    )
$$;
