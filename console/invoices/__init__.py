"""Invoices: look one up, see what is owed, record what was paid. Built on records; money is exact and never summed
across currencies.
"""
