-- title: The mark of a sample system that is loaded
-- why: it is written last and in the same transaction, so a database without it is only half a system.

do $$
begin
    execute pg_catalog.format(
        'comment on database %I is %L',
        pg_catalog.current_database(),
        pg_catalog.format(
            'greenroom demo %s v%s scale %s anchor %s',
            pg_catalog.current_setting('demo.system'),
            pg_catalog.current_setting('demo.version'),
            pg_catalog.current_setting('demo.scale'),
            pg_catalog.current_setting('demo.anchor')
        )
    );
end
$$;

commit;

-- The planner and the console both read estimates: they must not start at "unknown". Not before the commit: the
-- counters of changed rows come with it, and would call these estimates stale.
analyze;
