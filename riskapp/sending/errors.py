"""Refusals of sending, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from riskapp.assessments.errors import AssessmentError


class VendorIsDone(AssessmentError):
    """The vendor has nothing left to answer."""

    def __init__(self) -> None:
        super().__init__(_("The vendor has nothing left to answer here."))


class DateRefused(AssessmentError):
    """A due date that gives no more time."""

    def __init__(self) -> None:
        super().__init__(_("Choose a day that has not passed, later than the one now."))


class ProfileMissing(AssessmentError):
    """Work about which nothing was answered."""

    def __init__(self) -> None:
        super().__init__(_("Answer the questions about this work first."))


class NoQuestionnaire(AssessmentError):
    """Nothing is published that could be sent."""

    def __init__(self) -> None:
        super().__init__(_("No questionnaire is published."))


class QuestionsUnsent(AssessmentError):
    """Something else would go out as well."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Colleagues have written questions that are not sent. Send them or take them back first."
            )
        )
