-- title: How many pages the file has, and how many of them are free
select
    c.page_count,
    f.freelist_count,
    s.page_size
from pragma_page_count as c
cross join pragma_freelist_count as f
cross join pragma_page_size as s
