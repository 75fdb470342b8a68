"""Bookings: what support looks up while somebody waits. Built on records."""
