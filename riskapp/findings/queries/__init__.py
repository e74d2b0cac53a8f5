"""Reads about findings."""
