"""Quotations as files that other programs read: one module a format, all of them from the same values."""
