"""What came of an assessment: its score and how it changes, the overview, the lists."""
