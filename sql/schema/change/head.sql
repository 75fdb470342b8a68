-- title: How a generated migration begins
-- why: Bodies of functions may speak of what is made further down.
set local check_function_bodies = off
