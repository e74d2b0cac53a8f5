"""The analyst's pages about assessments."""
