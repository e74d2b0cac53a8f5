"""Small words every page uses."""
