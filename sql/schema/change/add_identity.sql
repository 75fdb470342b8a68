-- title: A column that numbers itself
-- why: It must be NOT NULL.
alter table {relation} alter column {named} add generated {generation} as identity
