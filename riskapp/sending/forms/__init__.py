"""Input of sending."""
