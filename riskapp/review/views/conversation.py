"""What a vendor asks, and answering it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import require, signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.views.heading import heading
from riskapp.review.actions.conversation import tell
from riskapp.review.forms import TellForm
from riskapp.review.queries.conversation import conversations

HTTP_REFUSED = 422


@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything the vendor asked with what it was told, and a field to answer."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    refused: TellForm | None = None
    if request.method == "POST":
        require(user, assessment.organisation_id, Capability.ASSESS)
        name = request.POST.get("question", "")
        refused = TellForm(request.POST, auto_id=_ids(name))
        if refused.is_valid():
            try:
                tell(
                    assessment,
                    refused.cleaned_data["question"],
                    refused.cleaned_data["text"],
                    by=user,
                )
            except QuestionnaireError as error:
                raise Http404 from error
            messages.success(request, _("Sent to the vendor."))
            return redirect("assessments:asked", assessment_id)
    context = heading(user, assessment, "asked") | {
        "rows": [
            (one, _form(refused, one.thread.question))
            for one in conversations(assessment)
        ]
    }
    status = HTTP_REFUSED if refused else 200
    return render(request, "review/asked.html", context, status=status)


def _form(refused: TellForm | None, question: str) -> TellForm:
    """The form of one thread: what was refused is shown where it belongs."""
    if refused is not None and refused.data.get("question", "") == question:
        return refused
    return TellForm(initial={"question": question}, auto_id=_ids(question))


def _ids(question: str) -> str:
    """What the ids of the fields of one thread begin with."""
    return f"{question or 'whole'}-%s"
