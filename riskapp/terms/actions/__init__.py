"""What can happen to catalogues and what they change."""
