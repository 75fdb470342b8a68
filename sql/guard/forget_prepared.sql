-- title: Forget the statements that were prepared
-- why: One file must not find what another has left on the session.
deallocate all
