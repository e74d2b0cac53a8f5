"""Weaknesses: what is done about them, or accepted."""
