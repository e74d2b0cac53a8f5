"""The portfolio at a glance; reads only."""
