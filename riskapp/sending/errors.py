"""Refusals of sending, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from riskapp.assessments.errors import AssessmentError


class VendorIsDone(AssessmentError):
    """The vendor has nothing left to answer."""

    message = _("The vendor has nothing left to answer here.")


class RemindedToday(AssessmentError):
    """A vendor gets at most one reminder a day."""

    message = _("The vendor was reminded today already.")


class DateRefused(AssessmentError):
    """A due date that gives no more time."""

    message = _("Choose a day that has not passed, later than the one now.")


class ProfileMissing(AssessmentError):
    """Work about which nothing was answered."""

    message = _("Answer the questions about this work first.")


class NoQuestionnaire(AssessmentError):
    """Nothing is published that could be sent."""

    message = _("No questionnaire is published.")


class QuestionsUnsent(AssessmentError):
    """Something else would go out as well."""

    message = _(
        "Colleagues have written questions that are not sent. Send them or take them back first."
    )
