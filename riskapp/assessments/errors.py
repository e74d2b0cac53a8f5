"""Refusals of assessments, in words for people."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class AssessmentError(Exception):
    """Something cannot be done with an assessment; the text says why."""


class NotSubmitted(AssessmentError):
    """There is nothing to score yet."""

    def __init__(self) -> None:
        super().__init__(_("The vendor has not submitted its answers yet."))


class VendorIsAnswering(AssessmentError):
    """The answers are not at hand: the vendor is at work, or they are being scored."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The vendor is still answering. Wait for its answers, or cancel the questions."
            )
        )


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


class AlreadyOpen(AssessmentError):
    """Work that is being assessed; ``engagement`` says which, where somebody chose it."""

    def __init__(self, engagement: UUID | None = None) -> None:
        super().__init__(_("An assessment of this work is open already."))
        self.engagement = engagement


class NothingWaiting(AssessmentError):
    """There are no questions to call off."""

    def __init__(self) -> None:
        super().__init__(_("No questions are waiting for replies."))


class FindingSettled(AssessmentError):
    """Nothing more can be done about it."""

    def __init__(self) -> None:
        super().__init__(_("This point is closed already."))


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

    def __init__(self) -> None:
        super().__init__(_("Select at least one open finding."))


class NothingToChange(AssessmentError):
    """Neither an owner nor a day."""

    def __init__(self) -> None:
        super().__init__(_("Give an owner, a day, or both."))


class ReasonMissing(AssessmentError):
    """Nobody settles or corrects anything without saying why."""

    def __init__(self) -> None:
        super().__init__(_("Give a reason; it stays in the record."))


class EndMissing(AssessmentError):
    """A risk is accepted for a time, not for ever."""

    def __init__(self) -> None:
        super().__init__(_("Give an end within the next two years."))


class CannotMerge(AssessmentError):
    """The two findings do not belong together."""

    def __init__(self) -> None:
        super().__init__(_("Choose another finding of the same assessment."))


class NotYetJudged(AssessmentError):
    """There is no score to decide on."""

    def __init__(self) -> None:
        super().__init__(
            _("There is nothing to decide on: the answers are not scored.")
        )


class ScoreChanged(AssessmentError):
    """Somebody decides on numbers that are no longer the newest."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The score has changed since this page was opened. "
                "Look at the new one before you decide."
            )
        )


class ConditionMissing(AssessmentError):
    """An approval with conditions that names none."""

    def __init__(self) -> None:
        super().__init__(_("Name at least one condition."))


class ConditionDateWrong(AssessmentError):
    """Conditions are due while the decision holds."""

    def __init__(self) -> None:
        super().__init__(
            _("Conditions are met after today and no later than the decision ends.")
        )


class SecondPairOfEyes(AssessmentError):
    """Whoever started, reviewed or changed it does not decide, nor accept a risk of it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You started this assessment, or reviewed or changed something of it since the "
                "last decision. Somebody else has to decide, unless your organisation switches "
                "that rule off."
            )
        )


class NobodyReviewed(AssessmentError):
    """Two pairs of eyes, and only one has looked."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody has reviewed an answer of this assessment yet. Before that it can be "
                "rejected, not approved, unless your organisation switches that rule off."
            )
        )


class DecisionChanged(AssessmentError):
    """Somebody decides on top of a decision that is no longer the last."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has decided since this page was opened. "
                "Look at that decision before you make another."
            )
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
                "last_day": date_format(last_day, _("j F Y")),
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

    def __init__(self) -> None:
        super().__init__(_("This critical rule does not stand here any more."))


class OwnerMissing(AssessmentError):
    """A condition about a critical rule belongs to somebody."""

    def __init__(self, title: str) -> None:
        super().__init__(
            _("Name an owner for the condition about “%(rule)s”.") % {"rule": title}
        )


class OwnerUnknown(AssessmentError):
    """An owner who is no member."""

    def __init__(self) -> None:
        super().__init__(_("The owner of a condition is a member of the organisation."))


class AcceptanceEnds(AssessmentError):
    """A risk that is accepted for less time than the approval."""

    def __init__(self, title: str, day: datetime.date) -> None:
        super().__init__(
            _(
                "The risk of “%(rule)s” is accepted until %(day)s only. End the approval by "
                "then, or accept the risk for longer."
            )
            % {"rule": title, "day": date_format(day, _("j F Y"))}
        )


class PlanRefused(AssessmentError):
    """An action without a day to come."""

    def __init__(self) -> None:
        super().__init__(_("Give a day that has not passed."))


class TooManyPlans(AssessmentError):
    """Nobody needs that many proposals about one point."""

    def __init__(self) -> None:
        super().__init__(
            _("You have written about this point very often. Ask by mail instead.")
        )


class AnsweredBefore(AssessmentError):
    """An action is agreed or declined once."""

    def __init__(self) -> None:
        super().__init__(
            _("This action was answered before, or a later one replaced it.")
        )


class AddressMissing(AssessmentError):
    """Nobody could enter: a proven address is asked for, and none is allowed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Give an e-mail address at the vendor: your organisation lets people in "
                "only with a code sent to their work address."
            )
        )


class NothingToRefuse(AssessmentError):
    """The answer was not marked as not applicable."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The vendor did not mark this as not applicable. Correct the answer instead."
            )
        )


class SameAnswer(AssessmentError):
    """A correction to what was said."""

    def __init__(self) -> None:
        super().__init__(
            _("This is what the vendor said. Accept it, or enter another answer.")
        )


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

    def __init__(self) -> None:
        super().__init__(_("These statements no longer contradict each other."))


class VendorAlreadyAsked(AssessmentError):
    """Questions are open at the vendor's; one thing at a time."""

    def __init__(self) -> None:
        super().__init__(
            _("There are questions to answer already. Answer and submit those first.")
        )


class NothingReported(AssessmentError):
    """A notice that would open no answer."""

    def __init__(self) -> None:
        super().__init__(
            _("Say what has changed, and for which of your tools, so that we can ask.")
        )


class QuestionsUnsent(AssessmentError):
    """Something else would go out as well."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Colleagues have written questions that are not sent. Send them or take them back first."
            )
        )
