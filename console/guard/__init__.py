"""How we write: an operation as data, its plan, the answers it wants, the runner, and what really happened."""
