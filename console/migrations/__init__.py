"""What is applied on a target, what would be, and mending what a history says. Files are `console.changesets`'."""
