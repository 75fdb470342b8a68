-- title: Run the statement that was named, and keep what came of it
-- why: An error is an answer here. It ends the inner block and not the transaction, and leaves its parts in a setting.
do $tried$
declare
    seen bigint;
    state text;
    message text;
    detail text;
    context text;
    constraint_name text;
    table_name text;
    column_name text;
begin
    begin
        execute pg_catalog.current_setting('greenroom.statement');
        get diagnostics seen = row_count;
        set constraints all immediate;
    exception when others then
        get stacked diagnostics
            state = returned_sqlstate,
            message = message_text,
            detail = pg_exception_detail,
            context = pg_exception_context,
            constraint_name = constraint_name,
            table_name = table_name,
            column_name = column_name;
    end;
    perform pg_catalog.set_config('greenroom.tried', pg_catalog.json_build_object(
        'rows', seen, 'sqlstate', state, 'message', message, 'detail', detail, 'context', context,
        'constraint', constraint_name, 'table', table_name, 'column', column_name
    )::text, true);
end
$tried$
