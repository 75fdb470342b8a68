"""Who we connect to: the file of targets, the forms of an address, and where a target's password comes from."""
