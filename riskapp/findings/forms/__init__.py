"""Input of findings."""
