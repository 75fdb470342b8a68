-- title: Forget all hypothetical indexes of this session
-- needs: hypopg
-- why: Behind a pooler the next who has this session must not plan with them.
select {reset}()
