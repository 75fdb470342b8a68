-- title: Clean up a table, and renew its statistics
-- why: It may be broken off at any time; what it has done until then stays.
vacuum (analyze {analyze}, freeze {freeze}, truncate {truncate}) {relation}
