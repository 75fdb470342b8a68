-- title: Check deferred constraints now
-- why: What would fail in COMMIT fails here, where it can be told and the after-image still be read.
set constraints all immediate
