"""Refusals about findings, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from riskapp.assessments.errors import AssessmentError


class FindingSettled(AssessmentError):
    """Nothing more can be done about it."""

    message = _("This point is closed already.")


class SomeSettled(AssessmentError):
    """Among many findings, some that need nobody any more."""

    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "%(number)s of these was closed meanwhile, so nothing was changed. Select again.",
                "%(number)s of these were closed meanwhile, so nothing was changed. Select again.",
                number,
            )
            % {"number": number}
        )


class TooManyPicked(AssessmentError):
    """More findings than one transaction should hold."""

    def __init__(self, number: int, most: int) -> None:
        super().__init__(
            _(
                "%(number)s are selected, and at most %(most)s can be changed at once. Select fewer."
            )
            % {"number": number, "most": most}
        )


class NothingPicked(AssessmentError):
    """No finding to do something about."""

    message = _("Select at least one open finding.")


class NothingToChange(AssessmentError):
    """Neither an owner nor a day."""

    message = _("Give an owner, a day, or both.")


class NotAccepted(AssessmentError):
    """There is no acceptance that could go on."""

    message = _("The risk of this finding is not accepted.")


class EndMissing(AssessmentError):
    """A risk is accepted for a time, not for ever."""

    message = _("Give an end within the next two years.")


class CannotMerge(AssessmentError):
    """The two findings do not belong together."""

    message = _("Choose another finding of the same assessment.")


class PlanRefused(AssessmentError):
    """An action without a day to come."""

    message = _("Give a day that has not passed.")


class TooManyPlans(AssessmentError):
    """Nobody needs that many proposals about one point."""

    message = _("You have written about this point very often. Ask by mail instead.")


class AnsweredBefore(AssessmentError):
    """An action is agreed or declined once."""

    message = _("This action was answered before, or a later one replaced it.")


class PlanFileRefused(AssessmentError):
    """A file that is no workbook of an action plan; the text says what it is."""


class NoPlanInFile(PlanFileRefused):
    """A workbook without the headings of a plan."""

    message = _("This is not the workbook that was downloaded here.")


class PlanTooLong(PlanFileRefused):
    """More lines than a plan can have."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("The workbook has more than %(most)s lines.") % {"most": most}
        )


class PlanOutdated(AssessmentError):
    """What a workbook would change has been changed by somebody else since it was looked at."""

    message = _(
        "Somebody changed one of these findings meanwhile, so nothing was changed. Choose the file again."
    )


class NothingToTakeIn(AssessmentError):
    """No line of a workbook was chosen."""

    message = _("Select at least one line.")
