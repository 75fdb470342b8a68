"""Faults that we make while the guard writes: in every case the journal ends by saying what really happened."""
