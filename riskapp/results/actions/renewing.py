"""Scores of an older model, taken anew."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.assessments.choices import ScoreCause
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet
from riskapp.audit.actions import record
from riskapp.scoring.model import MODEL


@transaction.atomic
def ask_for_newest_model(user: User, organisation: Organisation) -> int:
    """Have every rating of an older model scored anew, each as a new snapshot; how many are
    due. Scores that are there stay as they are."""
    visible: AssessmentQuerySet = Assessment.objects.visible_to(user)  # type: ignore[assignment]  # stays an AssessmentQuerySet
    older = visible.filter(organisation=organisation).kept().current().of_older_model()
    due = list(older.values_list("pk", flat=True))
    rows = Assessment.objects.filter(pk__in=due, score_again="")
    rows.update(score_again=ScoreCause.MODEL, score_tries=0, score_failed="")
    if due:
        record(
            "newest model asked for",
            organisation,
            organisation=organisation,
            by=user,
            after={"model": MODEL, "assessments": [str(pk) for pk in due]},
        )
    return len(due)
