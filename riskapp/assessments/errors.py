"""Refusals of assessments, in words for people."""


class AssessmentError(Exception):
    """Something cannot be done with an assessment; the text says why."""


class NotSubmitted(AssessmentError):
    """There is nothing to score yet."""

    def __init__(self) -> None:
        super().__init__("The vendor has not submitted its answers yet.")


class AddressMissing(AssessmentError):
    """Nobody could enter: a proven address is asked for, and none is allowed."""

    def __init__(self) -> None:
        super().__init__(
            "Give an e-mail address at the vendor: your organisation lets people in "
            "only with a code sent to their work address."
        )
