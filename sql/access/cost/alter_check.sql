-- title: Another WITH CHECK for a policy
-- why: The same condition, what does not depend on the row wrapped so that it is asked once.
alter policy {policy} on {relation} with check ({expression})
