-- title: Run the statement that was named, and add its time to a setting
-- why: Before and after are in one transaction that is taken back; the setting is asked before it is.
do $timed$
declare
    plan jsonb;
    times jsonb := coalesce(nullif(pg_catalog.current_setting('greenroom.times', true), ''), '[]');
begin
    execute pg_catalog.current_setting('greenroom.statement') into plan;
    perform pg_catalog.set_config('greenroom.times', (times || pg_catalog.jsonb_build_array(
        pg_catalog.jsonb_build_object(
            'milliseconds', plan -> 0 -> 'Execution Time', 'rows', plan -> 0 -> 'Plan' -> 'Actual Rows'
        )
    ))::text, true);
end
$timed$
