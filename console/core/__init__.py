"""Pure values that every room speaks of. Standard library only: no driver, no screen, no file of ours."""
