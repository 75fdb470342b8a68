-- title: Add the encrypted values of an event
insert into payload (event, at, scope, nonce, sealed)
values (:event, :at, :scope, :nonce, :sealed)
