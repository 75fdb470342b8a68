"""greenroom: a terminal admin console for any Postgres or Supabase database."""

__version__ = "0.1.0"
