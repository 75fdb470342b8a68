-- title: What was not seen in this look is gone
update member
set gone = :now
where target = :target and kind = :kind and seen < :now and gone is null
