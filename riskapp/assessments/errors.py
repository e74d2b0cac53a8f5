"""Refusals of assessments, in words for people."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class AssessmentError(Refusal):
    """Something cannot be done with an assessment; the text says why."""


class NotSubmitted(AssessmentError):
    """There is nothing to score yet."""

    message = _("The vendor has not submitted its answers yet.")


class VendorIsAnswering(AssessmentError):
    """The answers are not at hand: the vendor is at work, or they are being scored."""

    message = _(
        "The vendor is still answering. Wait for its answers, or cancel the questions."
    )


class AlreadyOpen(AssessmentError):
    """Work that is being assessed; ``engagement`` says which, where somebody chose it."""

    def __init__(self, engagement: UUID | None = None) -> None:
        super().__init__(_("An assessment of this work is open already."))
        self.engagement = engagement


class ReasonMissing(AssessmentError):
    """Nobody settles or corrects anything without saying why."""

    message = _("Give a reason; it stays in the record.")


class CannotSee(AssessmentError):
    """Work is given to somebody who may not see it."""

    message = _("Choose a member of your organisation who may read answers.")


class NotYetEvaluated(AssessmentError):
    """There is no score to decide on."""

    message = _("There is nothing to decide on: the answers are not scored.")


class SecondPairOfEyes(AssessmentError):
    """Whoever started, reviewed or changed it does not decide, nor accept a risk of it."""

    message = _(
        "You started this assessment, or reviewed or changed something of it since the "
        "last decision. Somebody else has to decide, unless your organisation switches "
        "that rule off."
    )


class AddressMissing(AssessmentError):
    """Nobody could enter: a proven address is asked for, and none is allowed."""

    message = _(
        "Give an e-mail address at the vendor: your organisation lets people in "
        "only with a code sent to their work address."
    )
