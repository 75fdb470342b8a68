"""What a site shows and how it is set: its settings, pages and media."""
