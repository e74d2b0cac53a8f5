"""Words and shapes for the analyst's pages."""
