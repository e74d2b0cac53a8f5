"""Ask the whole form of a vendor that was sent the short one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.actions.whole_form import ask_whole_form
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.forms import WholeFormForm


@require_POST
def ask(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask everything, by a day where the vendor has submitted."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    form = WholeFormForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["due_on"])))
        return redirect("assessments:detail", assessment_id)
    try:
        ask_whole_form(assessment, due_on=form.cleaned_data["due_on"], by=user)
    except (AssessmentError, QuestionnaireError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The vendor is asked the whole form now."))
    return redirect("assessments:detail", assessment_id)
