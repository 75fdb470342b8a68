-- title: Add the encrypted values of an event
insert into payload (event, scope, nonce, sealed)
values (:event, :scope, :nonce, :sealed)
