-- title: Another type of a column
-- why: Rewrites the table unless the types are alike.
alter table {relation} alter column {named} type {typed} using {named}::{typed}
