"""What can happen to personal data."""
