-- title: Set a setting of the server
-- why: Shown to a person who has the server's files at hand. greenroom does not run it: some need a restart.
alter system set {setting} = {value}
