"""What screens are made of. Small widgets, one a file; none knows an area or a database."""
