"""Refusals of reviews, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from riskapp.assessments.errors import AssessmentError


class NothingWaiting(AssessmentError):
    """There are no questions to call off."""

    message = _("No questions are waiting for replies.")


class NothingToRefuse(AssessmentError):
    """The answer was not marked as not applicable."""

    message = _(
        "The vendor did not mark this as not applicable. Correct the answer instead."
    )


class SameAnswer(AssessmentError):
    """A correction to what was said."""

    message = _("This is what the vendor said. Accept it, or enter another answer.")


class NotLookedAt(AssessmentError):
    """A review is complete when every answer was looked at."""

    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "%(count)s answer has not been looked at yet.",
                "%(count)s answers have not been looked at yet.",
                left,
            )
            % {"count": left}
        )


class NoSuchContradiction(AssessmentError):
    """It went away, with the answers it came from."""

    message = _("These statements no longer contradict each other.")


class VendorAlreadyAsked(AssessmentError):
    """Questions are open at the vendor's; one thing at a time."""

    message = _("There are questions to answer already. Answer and submit those first.")


class NothingReported(AssessmentError):
    """A notice that would open no answer."""

    message = _(
        "Say what has changed, and for which of your tools, so that we can ask."
    )
