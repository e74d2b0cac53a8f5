"""What is to be done next with an assessment, in one sentence, and where."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskapp.accounts.choices import Capability
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and where it is done: "" where the reader has nothing to do."""

    text: str
    url: str = ""


def next_step(
    assessment: Assessment, rights: Collection[Capability], today: datetime.date
) -> NextStep | None:
    """The next step of an assessment for what a person may do; None where there is none. It
    asks the database nothing."""
    step, page, needed = _step(assessment, today)
    if not step:
        return None
    is_theirs = page and needed in rights
    return NextStep(step, reverse(page, args=[assessment.pk]) if is_theirs else "")


def _step(assessment: Assessment, today: datetime.date) -> tuple[str, str, Capability]:
    """The sentence, the page, and the right it takes."""
    match assessment.state:
        case AssessmentState.SENT:
            return _of_sent(assessment, today)
        case AssessmentState.CLARIFYING:
            words = _("The vendor replies to your questions.")
            if assessment.is_overdue(today):
                return _of_sent(assessment, today)
            return words, "assessments:questions", Capability.ASSESS
        case AssessmentState.SCORED:
            return _of_scored(assessment)
        case AssessmentState.DECIDED:
            return _of_decided(assessment, today)
    return "", "", Capability.VIEW


def _of_sent(
    assessment: Assessment, today: datetime.date
) -> tuple[str, str, Capability]:
    day = date_format(assessment.answer_by, _("j M Y"))
    words = _("The vendor answers until %(day)s.")
    if assessment.is_overdue(today):
        words = _("Overdue since %(day)s: remind the vendor, or give it more time.")
    return words % {"day": day}, "assessments:sending", Capability.ASSESS


def _of_scored(assessment: Assessment) -> tuple[str, str, Capability]:
    if assessment.review_completed_at is not None:
        return _("Decide on the result."), "assessments:decision", Capability.DECIDE
    open_ones = assessment.open_contradictions or 0
    if open_ones:
        words = ngettext(
            "Look at %(number)s contradiction, then review the answers.",
            "Look at %(number)s contradictions, then review the answers.",
            open_ones,
        )
        return (
            words % {"number": open_ones},
            "assessments:contradictions",
            Capability.ASSESS,
        )
    return _("Review the answers."), "assessments:review", Capability.ASSESS


def _of_decided(
    assessment: Assessment, today: datetime.date
) -> tuple[str, str, Capability]:
    decision = assessment.decision
    if decision is None or decision.valid_until is None:
        return "", "", Capability.VIEW
    day = date_format(decision.valid_until, _("j M Y"))
    if decision.valid_until < today:
        words = _("The decision expired on %(day)s: decide again.") % {"day": day}
        return words, "assessments:decision", Capability.DECIDE
    words = _("Decided; the decision holds until %(day)s.") % {"day": day}
    return words, "assessments:decision", Capability.VIEW
