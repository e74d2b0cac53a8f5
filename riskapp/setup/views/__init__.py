"""Pages of setting up."""
