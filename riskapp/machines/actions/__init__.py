"""What can happen to API clients and their tokens."""
