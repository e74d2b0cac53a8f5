"""Scores taken anew: of an older model, or where scoring was given up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.results.actions.renewing import ask_for_newest_model
from riskapp.results.actions.scoring import try_scoring_again
from riskapp.results.tasks import score_again, score_by_newest_model


@require_POST
def score_anew(request: HttpRequest) -> HttpResponse:
    """Have every rating of an older model scored anew, as new snapshots."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    due = ask_for_newest_model(user, organisation)
    if due:
        score_by_newest_model.delay_on_commit(str(organisation.pk))
    words = ngettext(
        "%(count)s rating is computed again. The old score stays, and the change is shown.",
        "%(count)s ratings are computed again. The old scores stay, and the changes are shown.",
        due,
    )
    messages.success(request, words % {"count": due})
    return redirect("dashboards:overview")


@require_POST
def retry_score(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Have scoring that was given up tried again."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    with transaction.atomic():
        if try_scoring_again(assessment, by=user):
            score_again.delay_on_commit(str(assessment.pk))
            messages.success(request, _("It is tried again."))
    return redirect("assessments:detail", assessment_id)
