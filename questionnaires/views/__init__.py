"""What a respondent meets in the browser."""
