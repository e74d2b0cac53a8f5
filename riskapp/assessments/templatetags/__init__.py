"""Words and shapes for pages."""
