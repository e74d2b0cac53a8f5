"""Refusals of decisions, in words for people."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from riskapp.assessments.errors import AssessmentError


class ScoreChanged(AssessmentError):
    """Somebody decides on numbers that are no longer the newest."""

    message = _(
        "The score has changed since this page was opened. "
        "Look at the new one before you decide."
    )


class ConditionMissing(AssessmentError):
    """An approval with conditions that names none."""

    message = _("Name at least one condition.")


class ConditionDateWrong(AssessmentError):
    """Conditions are due while the decision holds."""

    message = _("Conditions are met after today and no later than the decision ends.")


class NobodyReviewed(AssessmentError):
    """Two pairs of eyes, and only one has looked."""

    message = _(
        "Nobody has reviewed an answer of this assessment yet. Before that it can be "
        "rejected, not approved, unless your organisation switches that rule off."
    )


class DecisionChanged(AssessmentError):
    """Somebody decides on top of a decision that is no longer the last."""

    message = _(
        "Somebody has decided since this page was opened. "
        "Look at that decision before you make another."
    )


class EndTooLate(AssessmentError):
    """A rating is approved for so long and no longer."""

    def __init__(self, rating: str, days: int, last_day: datetime.date) -> None:
        super().__init__(
            ngettext(
                "The rating %(rating)s is approved for at most %(days)s day, until %(last_day)s.",
                "The rating %(rating)s is approved for at most %(days)s days, until %(last_day)s.",
                days,
            )
            % {
                "rating": rating,
                "days": days,
                "last_day": date_format(last_day, str(_("j F Y"))),
            }
        )


class ExceptionReasonMissing(AssessmentError):
    """An approval that goes against something needs a reason of its own."""

    def __init__(self, exceptions: Iterable[str]) -> None:
        super().__init__(
            _("This approval needs a reason of its own: %(why)s.")
            % {"why": ", ".join(exceptions)}
        )


class RuleUncovered(AssessmentError):
    """A critical rule that is neither a condition nor an accepted risk."""

    def __init__(self, titles: Iterable[str]) -> None:
        super().__init__(
            _(
                "Before an approval, each critical rule becomes a condition with an owner and "
                "a day, or its risk is accepted. Missing: %(rules)s."
            )
            % {"rules": "; ".join(titles)}
        )


class NoSuchRule(AssessmentError):
    """It went away, with the answers it came from."""

    message = _("This critical rule does not stand here any more.")


class OwnerMissing(AssessmentError):
    """A condition about a critical rule belongs to somebody."""

    def __init__(self, title: str) -> None:
        super().__init__(
            _("Name an owner for the condition about “%(rule)s”.") % {"rule": title}
        )


class OwnerUnknown(AssessmentError):
    """An owner who is no member."""

    message = _("The owner of a condition is a member of the organisation.")


class AcceptanceEnds(AssessmentError):
    """A risk that is accepted for less time than the approval."""

    def __init__(self, title: str, day: datetime.date) -> None:
        super().__init__(
            _(
                "The risk of “%(rule)s” is accepted until %(day)s only. End the approval by "
                "then, or accept the risk for longer."
            )
            % {"rule": title, "day": date_format(day, str(_("j F Y")))}
        )
