"""The journal to look at: what was done to which target, by whom, how it ended, and whether it can be taken back."""
