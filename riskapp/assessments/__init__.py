"""Assessments: sent, answered, scored."""
