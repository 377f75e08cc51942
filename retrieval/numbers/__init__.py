"""Quantities that texts name: a number or range, how exactly it is meant, and what it counts."""
