-- title: How big a hypothetical index would be
-- needs: hypopg
-- why: What it would cost in disk and cache.
select {size}(%(oid)s::pg_catalog.oid)::bigint as octets
