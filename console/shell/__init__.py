"""What the console is made of between its screens and its targets: contacts, banner, palette, the carrying out."""
