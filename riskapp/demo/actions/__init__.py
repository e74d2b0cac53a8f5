"""A demo portfolio, made through the same actions that people use."""
