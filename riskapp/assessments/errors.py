"""Refusals of assessments, in words for people."""


class AssessmentError(Exception):
    """Something cannot be done with an assessment; the text says why."""


class NotSubmitted(AssessmentError):
    """There is nothing to score yet."""

    def __init__(self) -> None:
        super().__init__("The vendor has not submitted its answers yet.")
