"""The report panel on other pages."""
