"""Pictures of the screens: drawn from the running console, cell by cell."""
