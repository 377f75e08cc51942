"""Answers set side by side: what a question asks for, which sentences answer it, and which cannot both be so."""
