"""Home: every target at a glance."""
