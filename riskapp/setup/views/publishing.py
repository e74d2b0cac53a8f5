"""A questionnaire from a file: choose it, look at what it asks, publish it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.actions.publishing import keep_draft
from questionnaires.document.errors import DocumentError
from questionnaires.errors import VersionTaken
from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import differences, read_draft
from riskapp.accounts.access import asks_again, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.setup.access import draft_for
from riskapp.setup.actions import publish_questionnaire
from riskapp.setup.forms import DocumentForm

HTTP_REFUSED = 422
MAX_FAULTS = 200


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What can be asked; choose a file that is to become one more version."""
    organisation = organisation_for(signed_in(request), Capability.PUBLISH)
    form = DocumentForm(
        *((request.POST, request.FILES) if request.method == "POST" else ())
    )
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        kept = keep_draft(organisation.pk, file_name=file.name, content=file.read())
        return redirect("setup:draft", kept.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "versions": QuestionnaireVersion.objects.for_owner(organisation.pk),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "setup/questionnaires.html", context, status=status)


@never_cache
@require_GET
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the file would ask, or what is wrong with it, line by line."""
    found = draft_for(signed_in(request), draft_id)
    context: dict[str, Any] = {"draft": found}
    try:
        _source, document = read_draft(found)
    except DocumentError as error:
        context |= {
            "faults": error.faults[:MAX_FAULTS],
            "fault_count": len(error.faults),
        }
    else:
        context |= {
            "document": document,
            "differences": differences(document, found.owner),
        }
    return render(request, "setup/draft.html", context)


@asks_again
@require_POST
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Publish the file for this organisation."""
    user = signed_in(request)
    found = draft_for(user, draft_id)
    organisation = organisation_for(user, Capability.PUBLISH)
    try:
        version = publish_questionnaire(found, organisation=organisation, by=user)
    except DocumentError:
        return redirect("setup:draft", draft_id)
    except VersionTaken as error:
        messages.error(request, str(error))
        return redirect("setup:draft", draft_id)
    text = _("%(questionnaire)s is published. New assessments can ask it.")
    messages.success(request, text % {"questionnaire": version.label})
    return redirect("setup:questionnaires")
