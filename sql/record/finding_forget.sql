-- title: Forget findings that were gone before they are kept
delete from finding
where ended < :cutoff
