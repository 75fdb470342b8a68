-- title: Build an index anew beside the old one
-- why: Without stopping writes. Broken off it leaves an invalid copy, called _ccnew.
reindex index concurrently {index}
