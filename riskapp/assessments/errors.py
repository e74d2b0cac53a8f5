"""Refusals of assessments, in words for people."""


class AssessmentError(Exception):
    """Something cannot be done with an assessment; the text says why."""


class NotSubmitted(AssessmentError):
    """There is nothing to score yet."""

    def __init__(self) -> None:
        super().__init__("The vendor has not submitted its answers yet.")


class VendorIsAnswering(AssessmentError):
    """The answers are not at hand: the vendor is at work, or they are being scored."""

    def __init__(self) -> None:
        super().__init__(
            "The vendor is still answering. Wait for its answers, or call the questions off."
        )


class NothingWaiting(AssessmentError):
    """There are no questions to call off."""

    def __init__(self) -> None:
        super().__init__("No questions are waiting for replies.")


class FindingSettled(AssessmentError):
    """Nothing more can be done about it."""

    def __init__(self) -> None:
        super().__init__("This finding is settled. Reopen it first.")


class PlanRefused(AssessmentError):
    """An action without a day to come, or one that was answered before."""

    def __init__(self) -> None:
        super().__init__(
            "Give a day that has not passed, and answer every action only once."
        )


class AddressMissing(AssessmentError):
    """Nobody could enter: a proven address is asked for, and none is allowed."""

    def __init__(self) -> None:
        super().__init__(
            "Give an e-mail address at the vendor: your organisation lets people in "
            "only with a code sent to their work address."
        )
