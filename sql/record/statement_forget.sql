-- title: Forget statements of which nothing is kept
delete from statement
where
    not exists (
        select 1
        from run as r
        where r.target = statement.target and r.statement_key = statement.statement_key
    )
