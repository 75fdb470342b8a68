-- title: Be again who logged in
-- why: A script may have taken another role with SET ROLE or SET SESSION AUTHORIZATION; what follows is not its.
reset session authorization
