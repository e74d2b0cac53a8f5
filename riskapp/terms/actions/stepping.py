"""What is done for work because what is published about its tools changed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.sending.actions.campaigns import CampaignQuestion, start_question
from riskapp.sending.actions.reassessing import record_events
from riskapp.sending.choices import ReassessmentCause
from riskapp.sending.models import Campaign
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.errors import NothingChosen, TermsReasonMissing
from riskapp.terms.models import CatalogueFile, TermsStep
from riskapp.terms.queries.leaning import (
    LeaningWork,
    ToldChange,
    leaning,
    leaning_work,
    question_about,
)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StepTaken:
    """For how much work something was done; ``campaign`` is what asks, where it was asked."""

    number: int
    campaign: Campaign | None = None


@dataclass(frozen=True, slots=True)
class StepInput:
    """What is to be done: the question and its day, or why nothing is."""

    outcome: TermsOutcome
    text: str = ""
    due_on: datetime.date | None = None
    reason: str = ""


@transaction.atomic
def take_step(
    changes: Sequence[ToldChange],
    engagements: Collection[UUID] | None,
    wanted: StepInput,
    *,
    organisation: Organisation,
    by: User,
) -> StepTaken:
    """Ask the vendors, propose reassessments, or say why nothing is done: each work once, and
    where none is named all that is open, ``AT_ONCE`` at a time.

    What somebody did something for meanwhile is left out, and where nobody answered yet nothing
    is asked. Raises NothingChosen and TermsReasonMissing.
    """
    if wanted.outcome == TermsOutcome.DISMISSED and not wanted.reason.strip():
        raise TermsReasonMissing
    CatalogueFile.objects.select_for_update().get(pk=changes[0].row.file_id)
    found = leaning(by, organisation, changes[0].row, is_open=True)
    if engagements is not None:
        found = found.filter(pk__in=engagements)
    work = leaning_work(by, organisation, changes, found[:AT_ONCE])
    if wanted.outcome == TermsOutcome.ASKED:
        work = [one for one in work if one.assessment]
    if not work:
        raise NothingChosen
    campaign = None
    if wanted.outcome == TermsOutcome.ASKED and wanted.due_on:
        campaign = _ask(changes, work, wanted.text, wanted.due_on, organisation, by)
    elif wanted.outcome == TermsOutcome.REASSESS:
        record_events(
            [one.engagement for one in work],
            cause=ReassessmentCause.TOOL,
            text=wanted.text,
            organisation=organisation,
            by=by,
        )
    first = changes[0].row
    TermsStep.objects.bulk_create(
        TermsStep(
            organisation=organisation,
            file=first.file,
            plan=first.plan,
            engagement=one.engagement,
            outcome=wanted.outcome,
            reason=wanted.reason.strip(),
            by=by,
        )
        for one in work
    )
    record(
        "step because of published terms",
        first.file,
        organisation=organisation,
        by=by,
        after={
            "plan": first.plan,
            "outcome": wanted.outcome.value,
            "reason": wanted.reason.strip(),
            "work": [str(one.engagement.pk) for one in work],
        },
    )
    return StepTaken(len(work), campaign)


def _ask(
    changes: Sequence[ToldChange],
    work: Sequence[LeaningWork],
    text: str,
    due_on: datetime.date,
    organisation: Organisation,
    by: User,
) -> Campaign:
    tools = {
        one.assessment: [tool.entry_id for tool in one.tools]
        for one in work
        if one.assessment
    }
    return start_question(
        CampaignQuestion(question_about(changes), text, due_on, tools),
        organisation=organisation,
        by=by,
    )
