"""The four promises under faults: what is injected, what is counted, and the table of it."""
